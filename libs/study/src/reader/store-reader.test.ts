import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { listTrials, newControl, records } from '@crossfold/contracts';
import { createFileStore, updateRecord, type ObjectStore } from '@crossfold/storage';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  studyOf,
  writeFailure,
  writeResult,
  writeStudy,
} from '../progress/stored-study.fixture.js';
import { writeReport } from '../report/write-report.js';
import { createStoreReader } from './store-reader.js';

const never = new AbortController().signal;

describe('a reader of the store alone', () => {
  let store: ObjectStore;
  beforeEach(() => {
    const dir = mkdtempSync(join(tmpdir(), 'crossfold-reader-'));
    store = createFileStore({ kind: 'file', dir });
    onTestFinished(async () => {
      await store.close();
      rmSync(dir, { recursive: true });
    });
  });

  async function keysOf(): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of store.list('')) keys.push(key);
    return keys;
  }

  /** Of two trials: the first has its result. */
  async function writeHalf(studyId: string) {
    const study = studyOf(studyId);
    const [first = '', second = ''] = listTrials(study).map(({ trialId }) => trialId);
    await writeStudy(store, study);
    await writeResult(store, study, first);
    return { study, first, second };
  }

  it('says of a study with trials left that no stack runs, not that the study does', async () => {
    await writeHalf('half');
    const reader = createStoreReader(store);
    const standing = { state: 'queued', waiting: 'no stack is running here', etaSeconds: null };
    expect(await reader.study('half')).toMatchObject({
      ...standing,
      trials: { succeeded: 1, queued: 1, running: 0 },
      interim: { variants: [{ name: 'full' }] },
    });
    expect(await reader.listStudies()).toMatchObject([standing]);
    expect(await reader.listStudies({ state: 'queued' })).toHaveLength(1);
    expect(await reader.listStudies({ state: 'running' })).toEqual([]);
    await expect(reader.reportText('half', 'md')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('queued and stands still: no stack is running here'),
      remedy: expect.stringContaining('crossfold up'),
    });
  });

  it('says that nobody writes the report of a study whose trials are over', async () => {
    const { study, second } = await writeHalf('ended');
    await writeResult(store, study, second);
    expect(await createStoreReader(store).study('ended')).toMatchObject({
      state: 'summarising',
      waiting: 'no stack is running here',
    });
  });

  it('waits for nobody where a study is paused', async () => {
    await writeHalf('paused');
    const control = { ...newControl('paused'), desired: 'pause' as const, revision: 1 };
    await updateRecord(store, records.control, { studyId: 'paused' }, () => control);
    const paused = await createStoreReader(store).study('paused');
    expect(paused).toMatchObject({ state: 'paused', waiting: null });
  });

  it('reads earlier editions of a report, and names those that there are', async () => {
    const { study, second } = await writeHalf('again');
    await writeFailure(store, study, second);
    await writeReport(store, 'again');
    await updateRecord(store, records.control, { studyId: 'again' }, () => ({
      ...newControl('again'),
      revision: 1,
      edition: 2,
      sinceEdition: 2,
    }));
    const reader = createStoreReader(store);
    const editionOf = async (edition?: number) =>
      JSON.parse(await reader.reportText('again', 'json', { edition })).edition as number;
    // The second edition is on its way.
    expect(await editionOf(1)).toBe(1);
    await expect(editionOf()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await writeResult(store, study, second);
    await writeReport(store, 'again');
    expect([await editionOf(), await editionOf(1), await editionOf(2)]).toEqual([2, 1, 2]);
    expect((await reader.reportDocument('again', 1)).title).toBe('stored');
    await expect(editionOf(3)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'expected edition 3 of the report of again; there: 1, 2',
    });
  });

  it('tells the end, the report and the tables of a study that is over, and writes nothing', async () => {
    const { study, second } = await writeHalf('over');
    await writeFailure(store, study, second);
    await writeReport(store, 'over');
    // As a version before that of the ends in short left it.
    await store.delete(records.trialEnds.key({ studyId: 'over', edition: 1 }));
    const before = await keysOf();
    const reader = createStoreReader(store);
    expect(await reader.study('over')).toMatchObject({
      state: 'finished-with-failures',
      waiting: null,
      interim: null,
      answer: { headline: expect.any(String) },
    });
    expect(await reader.listTrials('over')).toMatchObject([
      { state: 'succeeded' },
      { state: 'failed', error: { code: 'TRIAL_DIVERGED' } },
    ]);
    expect(await reader.reportText('over', 'md')).toMatch(/^# stored\n/);
    expect(JSON.parse(await reader.reportText('over', 'json'))).toMatchObject({
      studyId: 'over',
      configuration: expect.any(Object),
    });
    expect((await reader.reportDocument('over')).title).toBe('stored');
    const csv = await text(await reader.table('over', 'cells', 'csv', never));
    expect(csv.split('\n')).toHaveLength(1 + 2 + 1);
    const lines = await text(await reader.table('over', 'variants', 'jsonl', never));
    expect(JSON.parse(lines)).toMatchObject({ variant: 'full' });
    expect(await keysOf()).toEqual(before);
  });

  it('names studies newest first, and a damaged one by its id', async () => {
    await writeStudy(store, { ...studyOf('early'), submittedAt: '2026-11-22T00:00:00.000Z' });
    await writeStudy(store, studyOf('late'));
    await store.put(records.study.key({ studyId: 'bad' }), Buffer.from('no JSON'));
    const told: string[] = [];
    const onSetAside = (studyId: string) => told.push(studyId);
    const reader = createStoreReader(store, { onSetAside });
    expect((await reader.studyNames()).map(({ studyId }) => studyId)).toEqual([
      'late',
      'early',
      'bad',
    ]);
    await expect(reader.study('bad')).rejects.toMatchObject({ code: 'OBJECT_CORRUPT' });
    await expect(reader.study('none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await reader.listStudies()).map(({ studyId }) => studyId)).toEqual(['late', 'early']);
    expect(told).toEqual(['bad']);
  });
});
