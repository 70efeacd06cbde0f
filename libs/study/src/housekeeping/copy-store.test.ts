import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { byteObjects, newControl, records, sha256, studyFolder } from '@crossfold/contracts';
import { createFileStore, updateRecord, verifyStudy, type ObjectStore } from '@crossfold/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listStudyIds } from '../progress/study-ids.js';
import { copyStore } from './copy-store.js';
import { madeTrialIds, makeStudy } from './made-study.fixture.js';
import { objectKinds, rankOf, recordReferences } from './record-references.js';

const [first = ''] = madeTrialIds(2);
const endedAt = '2026-02-01T00:00:00.000Z';

it('names kinds in one direction', () => {
  for (const kind of objectKinds) {
    for (const named of recordReferences[kind]) expect(rankOf(named)).toBeLessThan(rankOf(kind));
  }
  expect(rankOf('receipt')).toBeLessThan(rankOf('report'));
  expect(rankOf('report')).toBeLessThan(rankOf('study'));
});

describe('a copy of a store', () => {
  let dir: string;
  let source: ObjectStore;
  let target: ObjectStore;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'crossfold-copy-'));
    source = createFileStore({ kind: 'file', dir: join(dir, 'source') });
    target = createFileStore({ kind: 'file', dir: join(dir, 'target') });
    await makeStudy(source, { studyId: 'one-1', seeds: 2, endedAt, members: [first] });
    await makeStudy(source, { studyId: 'two-1', seeds: 2, endedAt, tags: ['t'] });
    const blob = Buffer.from('an image');
    await source.put(byteObjects.blob.key({ sha256: sha256(blob) }), blob);
    await source.put(byteObjects.predictionImage.key({ predictionId: 'p', image: 1 }), blob);
  });
  afterEach(async () => {
    await rm(dir, { recursive: true });
  });

  async function contents(store: ObjectStore): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for await (const { key, etag } of store.list('')) found[key] = etag;
    return found;
  }

  it('holds all but what is gone after a day, and the next one sends nothing', async () => {
    const first = await copyStore(source, target, { overwrites: true });
    const { 'predictions/p/images/000001': _, ...kept } = await contents(source);
    expect(await contents(target)).toEqual(kept);
    const { kept: different, changed, damaged } = first;
    expect({ different, changed, damaged }).toEqual({ different: [], changed: [], damaged: [] });
    const again = await copyStore(source, target, { overwrites: true });
    expect(again.objects).toBe(0);
    expect(again.same).toBeGreaterThanOrEqual(first.objects);
  });

  it('is whole wherever it breaks off, and goes on from there', async () => {
    const whole = Object.keys(await contents(source)).length;
    for (let writes = 3, runs = 0; ; runs += 1) {
      const breaking = breakAfter(target, writes);
      const copied = await copyStore(source, breaking, { overwrites: true }).catch(() => null);
      for (const studyId of await listStudyIds(target)) {
        expect((await verifyStudy(target, studyId)).problems).toEqual([]);
      }
      if (copied) {
        expect(runs).toBeGreaterThan(whole / 20);
        break;
      }
      writes = 5;
    }
    expect([...(await listStudyIds(target))].sort()).toEqual(['one-1', 'two-1']);
  });

  it('leaves out a study that changes meanwhile, until the next one', async () => {
    await change('one-1');
    const using: ObjectStore = {
      ...source,
      async *list(prefix, options) {
        yield* source.list(prefix, options);
        if (prefix === studyFolder('one-1')) await change('one-1');
      },
    };
    const { changed } = await copyStore(using, target, { overwrites: true });
    expect(changed).toEqual([records.control.key({ studyId: 'one-1' })]);
    expect([...(await listStudyIds(target))]).toEqual(['two-1']);
    await copyStore(source, target, { overwrites: true });
    for (const studyId of ['one-1', 'two-1']) {
      expect((await verifyStudy(target, studyId)).problems).toEqual([]);
    }
  });

  /** As a command does while the study is being copied. */
  async function change(studyId: string): Promise<void> {
    await updateRecord(source, records.control, { studyId }, (control) => ({
      ...(control ?? newControl(studyId)),
      revision: (control?.revision ?? 0) + 1,
    }));
  }

  it('keeps documents of the target that differ, unless it may overwrite', async () => {
    await copyStore(source, target, { overwrites: true });
    const key = records.notes.key({ studyId: 'two-1' });
    const notes = {
      schemaVersion: 1 as const,
      studyId: 'two-1',
      text: 'since',
      tags: [],
      owner: null,
    };
    await updateRecord(target, records.notes, { studyId: 'two-1' }, () => ({
      ...notes,
      updatedAt: null,
    }));
    const restored = await copyStore(source, target, { overwrites: false });
    expect(restored).toMatchObject({ objects: 0, kept: [key] });
    expect(await copyStore(source, target, { overwrites: true })).toMatchObject({
      objects: 1,
      kept: [],
    });
  });

  it('takes nothing that is damaged, nor what names it', async () => {
    const key = byteObjects.weights.key({ studyId: 'one-1', trialId: first, attempt: 1 });
    const damaged: ObjectStore = {
      ...source,
      get: (wanted) =>
        wanted === key ? createFileStore({ kind: 'file', dir }).get('none') : source.get(wanted),
    };
    const { changed } = await copyStore(damaged, target, { overwrites: true });
    expect(changed).toEqual([key]);
    expect([...(await listStudyIds(target))]).toEqual(['two-1']);
  });
});

/** A store that refuses all writes after so many. */
function breakAfter(store: ObjectStore, writes: number): ObjectStore {
  let left = writes;
  return {
    ...store,
    put: (...args) => (left-- > 0 ? store.put(...args) : Promise.reject(new Error('killed'))),
  };
}
