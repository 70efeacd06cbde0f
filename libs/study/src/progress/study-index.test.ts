import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, newNotes, records } from '@crossfold/contracts';
import {
  createFileStore,
  createRecord,
  readRecord,
  updateRecord,
  type ObjectStore,
} from '@crossfold/storage';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { writeReport } from '../report/write-report.js';
import { studyOf, writeFailure, writeResult, writeStudy } from './stored-study.fixture.js';
import { StudyIndex } from './study-index.js';
import { viewStudy, viewTrial } from './study-view.js';

describe('the index of studies', () => {
  const dirs: string[] = [];
  let store: ObjectStore;
  beforeEach(async () => {
    const dir = await mkdtemp(join(tmpdir(), 'crossfold-index-'));
    dirs.push(dir);
    store = createFileStore({ kind: 'file', dir });
  });
  afterAll(() => Promise.all(dirs.map((dir) => rm(dir, { recursive: true }))));

  const arm = { explicit: [{ name: 'arm', overrides: { model: { dropout: 0.1 } } }] };
  const [succeeded, failed, other, skipped] = [
    ...['full.f0.s1', 'arm.f0.s1'],
    ...['full.f1.s1', 'arm.f1.s1'],
  ] as const;

  /** A study that has its report: two results, a failure and a skip. */
  async function writeFinished(studyId: string): Promise<void> {
    const study = studyOf(studyId, { arms: arm });
    await writeStudy(store, study);
    await writeResult(store, study, succeeded);
    await writeResult(store, study, other);
    await writeFailure(store, study, failed);
    const causes = { code: 'TRIAL_SKIPPED' as const, causes: [failed as string] };
    await writeFailure(store, study, skipped, causes);
    expect(await writeReport(store, studyId)).toMatchObject({ state: 'finished-with-failures' });
  }

  it('shows a study without its notes where these are damaged', async () => {
    await writeStudy(store, studyOf('noted'));
    const notes = { ...newNotes('noted'), tags: ['paper'], updatedAt: '2026-11-30T00:00:00.000Z' };
    await updateRecord(store, records.notes, { studyId: 'noted' }, () => notes);
    expect(viewStudy((await loadIndex()).get('noted')).tags).toEqual(['paper']);
    await store.put(records.notes.key({ studyId: 'noted' }), Buffer.from('{'));
    expect(viewStudy((await loadIndex()).get('noted'))).toMatchObject({ tags: [], owner: null });
  });

  async function loadIndex(from = store, maxTrials?: number): Promise<StudyIndex> {
    const index = new StudyIndex(maxTrials === undefined ? {} : { maxTrials });
    await index.load(from);
    return index;
  }

  function reasonOf(index: StudyIndex, studyId: string): AppError {
    try {
      index.get(studyId);
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
    throw new Error(`${studyId} was not set aside`);
  }

  describe('a study that cannot be read', () => {
    const put = (key: string, text: string) => store.put(key, Buffer.from(text));
    const places = {
      study: records.study.key({ studyId: 'bad' }),
      control: records.control.key({ studyId: 'bad' }),
      report: records.report.key({ studyId: 'bad' }),
    };
    const spoilt = {
      'no JSON': '\u001b[31mno JSON',
      'another kind of JSON': '[1, 2]',
      'another document': '{"schemaVersion": 1, "studyId": "bad"}',
      'more levels than there are': '['.repeat(100_000) + ']'.repeat(100_000),
    };
    const cases = Object.entries(places).flatMap(([place, key]) =>
      Object.entries(spoilt).map(([what, text]) => [what, place, key, text] as const),
    );

    it.each(cases)('with %s for its %s is set aside by name', async (_, __, key, text) => {
      await writeFinished('bad');
      await writeStudy(store, studyOf('good'));
      await put(key, text);
      const index = await loadIndex();
      expect(index.list().map(({ study }) => study.studyId)).toEqual(['good']);
      const reason = reasonOf(index, 'bad');
      expect(reason.code).toBe('OBJECT_CORRUPT');
      expect(reason.message).toContain(key);
      expect(reason.remedy).toContain('crossfold verify bad');
    });

    it.each(['receipt', 'failure'] as const)(
      'with a spoilt %s, too, while it runs',
      async (end) => {
        await writeStudy(store, studyOf('bad'));
        await writeStudy(store, studyOf('good'));
        await put(records[end].key({ studyId: 'bad', trialId: succeeded }), '{"schemaVersion": 9}');
        const index = await loadIndex();
        expect(index.list()).toHaveLength(1);
        expect(reasonOf(index, 'bad').message).toContain(
          records[end].key({ studyId: 'bad', trialId: succeeded }),
        );
      },
    );

    it.each(Object.entries(places))('as one whose %s is that of another', async (place, key) => {
      await writeFinished('bad');
      await writeFinished('good');
      if (place === 'control') {
        await put(records.control.key({ studyId: 'good' }), JSON.stringify(controlOf('good')));
      }
      const source = records[place as keyof typeof places].key({ studyId: 'good' });
      await store.put(key, (await store.get(source)).bytes);
      const index = await loadIndex();
      expect(reasonOf(index, 'bad').message).toBe(
        `expected a record of bad at ${key}, got one of good`,
      );
      expect(index.get('good').finalState).toBe('finished-with-failures');
    });

    it('as one whose record would not fit into memory', async () => {
      await writeStudy(store, studyOf('bad'));
      await store.put(records.control.key({ studyId: 'bad' }), new Uint8Array(64 * 2 ** 20 + 1));
      const index = await loadIndex();
      expect(reasonOf(index, 'bad').message).toContain(
        `at most 67108864 bytes for ${records.control.key({ studyId: 'bad' })}, got 67108865`,
      );
    });

    it('as one of more trials than a study may have, until the limit is raised', async () => {
      const seeds = Array.from({ length: 100 }, (_, seed) => seed);
      const large = {
        ...studyOf('large', { seeds }),
        seeds: Array.from({ length: 1e6 }, (_, i) => i),
      };
      await createRecord(store, records.study, { studyId: 'large' }, large);
      await writeStudy(store, studyOf('good'));
      const reason = reasonOf(await loadIndex(), 'large');
      expect(reason.message).toContain(
        'at most 50000, got 2000000 = 1 variants × 2 folds × 1000000',
      );
      expect(reason.remedy).toContain('CROSSFOLD_MAX_TRIALS');
      expect(() => new StudyIndex().get('large')).toThrow('expected the id of a study');
      const few = await loadIndex(store, 1);
      expect(few.list()).toEqual([]);
      expect(reasonOf(few, 'good').message).toContain('at most 1, got 2');
    });

    it('is back once it can be read', async () => {
      await writeStudy(store, studyOf('bad'));
      await put(records.control.key({ studyId: 'bad' }), 'x');
      const index = await loadIndex();
      await store.delete(records.control.key({ studyId: 'bad' }));
      await index.loadSetAside(store);
      expect(index.get('bad').trials.size).toBe(2);
    });
  });

  function controlOf(studyId: string) {
    return {
      schemaVersion: 2,
      studyId,
      revision: 1,
      desired: 'run',
      priority: 0,
      edition: 1,
      sinceEdition: 1,
      trials: {},
    };
  }

  describe('a finished study', () => {
    /** Notes the keys of what is read, not of what is not there. */
    function watched(): { store: ObjectStore; read: string[] } {
      const read: string[] = [];
      const get: ObjectStore['get'] = async (key) => {
        const loaded = await store.get(key);
        read.push(key);
        return loaded;
      };
      return { store: { ...store, get }, read };
    }

    const viewsOf = (index: StudyIndex, studyId: string) => ({
      study: viewStudy(index.get(studyId)),
      trials: [...index.get(studyId).trials.values()].map(viewTrial),
      failures: [...index.get(studyId).trials.values()].map(({ failure }) => failure),
    });

    it('is read without its receipts, and says what they say', async () => {
      await writeFinished('done');
      const ends = records.trialEnds.key({ studyId: 'done', edition: 1 });
      const { store: seen, read } = watched();
      const quick = viewsOf(await loadIndex(seen), 'done');
      expect(read.sort()).toEqual(
        [
          ends,
          records.report.key({ studyId: 'done' }),
          records.study.key({ studyId: 'done' }),
        ].sort(),
      );
      await store.delete(ends);
      expect(viewsOf(await loadIndex(), 'done')).toEqual(quick);
      expect(quick.trials.map(({ state }) => state)).toEqual([
        ...['succeeded', 'failed'],
        ...['succeeded', 'skipped'],
      ]);
    });

    it('of an earlier version is read by its receipts once', async () => {
      await writeFinished('done');
      const ends = records.trialEnds.key({ studyId: 'done', edition: 1 });
      const before = await readRecord(store, records.trialEnds, { studyId: 'done', edition: 1 });
      await store.delete(ends);
      await loadIndex();
      const after = await readRecord(store, records.trialEnds, { studyId: 'done', edition: 1 });
      const byId = ({ ends: list }: typeof before) => new Map(list.map((e) => [e.trialId, e]));
      expect(byId(after)).toEqual(byId(before));
    });

    it.each([
      ['no JSON', 'x'],
      ['one without an end of each trial', { ends: [] }],
      ['that of another study', { studyId: 'else' }],
    ])('is read by its receipts where the short form is %s', async (_, spoilt) => {
      await writeFinished('done');
      const key = records.trialEnds.key({ studyId: 'done', edition: 1 });
      const ends = await readRecord(store, records.trialEnds, { studyId: 'done', edition: 1 });
      const text = typeof spoilt === 'string' ? spoilt : JSON.stringify({ ...ends, ...spoilt });
      await store.put(key, Buffer.from(text));
      const index = await loadIndex();
      const states = [...index.get('done').trials.values()].map(({ state }) => state);
      expect(states).toEqual(['succeeded', 'failed', 'succeeded', 'skipped']);
    });

    it('whose report is of before a retry is open again, with what still stands', async () => {
      await writeFinished('done');
      const control = { ...controlOf('done'), edition: 2, sinceEdition: 2, revision: 1 };
      await store.put(
        records.control.key({ studyId: 'done' }),
        Buffer.from(JSON.stringify(control)),
      );
      const { finalState, trials } = (await loadIndex()).get('done');
      expect(finalState).toBeNull();
      const states = [...trials.values()].map(({ state }) => state);
      expect(states).toEqual(['succeeded', 'queued', 'succeeded', 'queued']);
    });

    it('whose report says finished, of before failures had a state, is read as it was', async () => {
      await writeFinished('done');
      const report = await readRecord(store, records.report, { studyId: 'done' });
      await updateRecord(store, records.report, { studyId: 'done' }, () => ({
        ...report,
        state: 'finished' as const,
      }));
      expect(viewStudy((await loadIndex()).get('done')).state).toBe('finished');
    });
  });

  it('finds every study where one has thousands of objects', async () => {
    for (const studyId of ['a', 'a-b', 'a.b', 'b']) await writeStudy(store, studyOf(studyId));
    const many = Array.from({ length: 450 }, (_, i) => `studies/a/trials/x/attempts/${i}.json`);
    await Promise.all(many.map((key) => store.put(key, Buffer.from('{}'))));
    let listed = 0;
    const list: ObjectStore['list'] = async function* (prefix, options) {
      for await (const object of store.list(prefix, options)) {
        if (prefix === records.study.prefix({})) listed += 1;
        yield object;
      }
    };
    const index = await loadIndex({ ...store, list });
    expect(
      index
        .list()
        .map(({ study }) => study.studyId)
        .sort(),
    ).toEqual(['a', 'a-b', 'a.b', 'b']);
    expect(listed).toBeLessThan(450);
  });
});
