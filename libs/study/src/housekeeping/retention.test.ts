import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  byteObjects,
  records,
  storePolicySchema,
  type RemovableThing,
  type Series,
  type StorePolicy,
} from '@crossfold/contracts';
import {
  createFileStore,
  createRecord,
  getNamed,
  readRecord,
  updateRecord,
  verifyStudy,
  type ObjectStore,
} from '@crossfold/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyRetention } from './apply-retention.js';
import { makeStudy, madeTrialIds, type MadeStudy } from './made-study.fixture.js';
import { planRetention } from './plan-retention.js';

const now = Date.parse('2026-11-01T00:00:00.000Z');
const old = '2026-02-01T00:00:00.000Z';
const young = '2026-10-30T00:00:00.000Z';

describe('retention', () => {
  let dir: string;
  let store: ObjectStore;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'crossfold-retention-'));
    store = createFileStore({ kind: 'file', dir });
  });
  afterEach(async () => {
    await store.close();
    await rm(dir, { recursive: true });
  });

  function make(studyId: string, more: Partial<MadeStudy> = {}) {
    return makeStudy(store, { studyId, seeds: 2, endedAt: old, ...more });
  }

  function policyOf(...rules: object[]): StorePolicy {
    const given = rules.map((rule) => ({ olderThanDays: 30, ...rule }));
    return storePolicySchema.parse({ name: 'lab', keep: { tags: ['paper'] }, rules: given });
  }

  /** Keys that a policy would remove, by what the store says of them afterwards. */
  async function prune(policy: StorePolicy): Promise<string[]> {
    const before = await keys();
    const plan = await planRetention(store, policy, now);
    expect(await keys()).toEqual(before);
    await applyRetention(store, plan, policy, now);
    const after = await keys();
    const gone = before.filter((key) => !after.includes(key));
    const planned = plan.removals.flatMap(({ objects }) => objects.map(({ key }) => key));
    expect(planned.sort()).toEqual(gone.sort());
    return gone;
  }

  async function keys(): Promise<string[]> {
    const found: string[] = [];
    for await (const { key } of store.list('')) found.push(key);
    return found;
  }

  function weightsOf(studyId: string, trialIds: readonly string[]): string[] {
    return trialIds
      .map((trialId) => byteObjects.weights.key({ studyId, trialId, attempt: 1 }))
      .sort();
  }

  async function held(policy: StorePolicy, studyId: string, removed: RemovableThing) {
    const plan = await planRetention(store, policy, now);
    return plan.held
      .filter((back) => back.studyId === studyId && back.removed === removed)
      .map(({ because }) => because);
  }

  const trialIds = madeTrialIds(2);
  const [first = '', second = '', third = '', fourth = ''] = trialIds;

  it('takes weights of old studies but for members and the best, and verify passes', async () => {
    await make('old-1', { members: [first] });
    await make('young-1', { endedAt: young });
    await make('paper-1', { tags: ['paper'] });
    const gone = await prune(policyOf({ remove: 'weights' }));
    expect(gone).toEqual(weightsOf('old-1', [second, third, fourth]));
    for (const studyId of ['old-1', 'young-1', 'paper-1']) {
      const { problems, removed } = await verifyStudy(store, studyId);
      expect({ problems, removed }).toEqual({ problems: [], removed: studyId === 'old-1' ? 3 : 0 });
    }
    // All trials are of the one variant, the best.
    expect(await prune(policyOf({ remove: 'weights', except: ['best'] }))).toEqual([]);
    expect(await prune(policyOf({ remove: 'weights', except: [] }))).toEqual(
      weightsOf('old-1', [first]),
    );
  });

  it('says who removed what is asked for, and what to do', async () => {
    await make('old-1');
    await prune(policyOf({ remove: 'weights' }));
    const at = { studyId: 'old-1', trialId: first };
    const { weights } = await readRecord(store, records.receipt, at);
    await expect(getNamed(store, weights)).rejects.toMatchObject({
      code: 'OBJECT_REMOVED',
      message: `expected an object for ${weights.key}, got nothing: policy lab removed it on 2026-11-01`,
      remedy: expect.stringContaining('Restore'),
    });
  });

  it('tells damage from absence', async () => {
    await make('old-1');
    await prune(policyOf({ remove: 'weights', except: [] }));
    const [lost = ''] = [
      records.innerPredictions.key({ studyId: 'old-1', trialId: first, attempt: 1 }),
    ];
    await store.delete(lost);
    const { problems } = await verifyStudy(store, 'old-1');
    expect(problems).toEqual([`expected an object for ${lost}, got nothing`]);
  });

  it('removes whole studies, which are named afterwards', async () => {
    await make('old-1');
    const gone = await prune(policyOf({ remove: 'studies' }));
    expect(gone.every((key) => key.startsWith('studies/old-1/'))).toBe(true);
    expect((await keys()).filter((key) => key.startsWith('studies/'))).toEqual([]);
    await expect(verifyStudy(store, 'old-1')).rejects.toMatchObject({ code: 'OBJECT_REMOVED' });
  });

  it('ends a removal that broke off, at any object', async () => {
    await make('old-1');
    await make('old-2');
    const policy = policyOf({ remove: 'studies', datasets: ['drawn'] });
    const before = (await keys()).filter((key) => key.startsWith('studies/'));
    for (let deletes = 0; deletes < before.length; deletes += 7) {
      const plan = await planRetention(store, policy, now);
      const breaking = breakAfter(store, 7);
      await applyRetention(breaking, plan, policy, now).catch((error: unknown) => {
        expect(error).toEqual(new Error('killed'));
      });
    }
    await applyRetention(store, await planRetention(store, policy, now), policy, now);
    expect((await keys()).filter((key) => key.startsWith('studies/'))).toEqual([]);
  });

  describe('removes nothing that is needed:', () => {
    const everything = policyOf(
      { remove: 'studies' },
      { remove: 'weights', except: [] },
      { remove: 'checkpoints' },
      { remove: 'inner-predictions' },
      { remove: 'member-predictions' },
    );

    it('by a study that is not over', async () => {
      await make('live-1', { open: 1, checkpoints: 1 });
      expect(await prune(everything)).toEqual([]);
    });

    it('by reuse of a study that is not over', async () => {
      await make('source-1');
      await make('live-1', { open: 1, reuse: ['source-1'] });
      expect(await prune(everything)).toEqual([]);
      expect(await held(everything, 'source-1', 'weights')).toEqual(['live-1 names it in reuse']);
    });

    it('by reuse of one that is over, which stays: its records, and the trials that were taken', async () => {
      await make('source-1');
      const takenFrom = (trialId: string) =>
        trialId === first ? { studyId: 'source-1', trialId: first } : undefined;
      await make('kept-1', { reuse: ['source-1'], tags: ['paper'], takenFrom });
      const gone = await prune(everything);
      const inner = [second, third, fourth].map((trialId) =>
        records.innerPredictions.key({ studyId: 'source-1', trialId, attempt: 1 }),
      );
      expect(gone).toEqual([...weightsOf('source-1', [second, third, fourth]), ...inner].sort());
      expect((await verifyStudy(store, 'source-1')).problems).toEqual([]);
      expect((await verifyStudy(store, 'kept-1')).problems).toEqual([]);
    });

    it('but takes a study together with all that name it', async () => {
      await make('source-1');
      await make('user-1', { reuse: ['source-1'] });
      await prune(everything);
      expect((await keys()).filter((key) => key.startsWith('studies/'))).toEqual([]);
    });

    it('by a registered ensemble', async () => {
      await make('named-1', { members: [first, second] });
      const registeredAt = old;
      const weightsSha256 = '0'.repeat(64);
      await updateRecord(store, records.registeredModel, { name: 'skin' }, () => ({
        schemaVersion: 1 as const,
        name: 'skin',
        versions: [
          {
            version: 1,
            studyId: 'named-1',
            members: [first, second].map((trialId) => ({ trialId, weightsSha256 })),
            registeredAt,
          },
        ],
        stages: [{ version: 1, stage: 'candidate' as const, at: registeredAt }],
      }));
      const gone = await prune(everything);
      const said = [first, second].map((trialId) =>
        byteObjects.sealedPredictions.key({ studyId: 'named-1', trialId }),
      );
      expect(gone).toEqual([...weightsOf('named-1', [third, fourth]), ...said].sort());
      expect(await held(everything, 'named-1', 'weights')).toEqual(['skin@1 is registered']);
    });

    it('by an open cross-evaluation', async () => {
      await make('asked-1');
      const at = { studyId: 'asked-1', crossEvaluationId: 'c' };
      await store.put(records.openCrossEvaluation.key(at), Buffer.from('{}'));
      expect(await prune(everything)).toEqual([]);
    });

    it('by a later stage that may come', async () => {
      await make('lab-a-1', { series: seriesAt(0) });
      expect(await prune(everything)).toEqual([]);
      expect(await held(everything, 'lab-a-1', 'weights')).toEqual([
        'a later stage of lab-1 may need it',
      ]);
    });

    it('by a later stage that stays: its records', async () => {
      await make('lab-a-1', { series: seriesAt(0) });
      await make('lab-b-1', { series: seriesAt(1), tags: ['paper'] });
      const inner = trialIds.map((trialId) =>
        records.innerPredictions.key({ studyId: 'lab-a-1', trialId, attempt: 1 }),
      );
      expect(await prune(everything)).toEqual([...weightsOf('lab-a-1', trialIds), ...inner].sort());
      expect((await verifyStudy(store, 'lab-a-1')).problems).toEqual([]);
    });

    it('by an explanation or a prediction that is open', async () => {
      await make('explained-1');
      await make('predicting-1');
      const order = records.explanationOrder.key({ studyId: 'explained-1', number: 1 });
      await store.put(order, Buffer.from('{}'));
      const at = { predictionId: '20261031T000000-0' };
      await createRecord(store, records.predictionOrder, at, {
        schemaVersion: 1,
        ...at,
        studyId: 'predicting-1',
        trialId: null,
        images: [{ name: 'a.png', sha256: '0'.repeat(64) }],
        requestedAt: old,
        expiresAt: old,
      });
      expect(await prune(everything)).toEqual([]);
    });

    it('meanwhile: what came to be needed after the plan stays', async () => {
      await make('source-1');
      const policy = policyOf({ remove: 'weights', except: [] });
      const plan = await planRetention(store, policy, now);
      await make('live-1', { open: 1, reuse: ['source-1'] });
      const { objects, kept } = await applyRetention(store, plan, policy, now);
      expect({ objects, kept }).toEqual({ objects: 0, kept: 4 });
      expect((await verifyStudy(store, 'source-1')).problems).toEqual([]);
    });
  });

  it('refuses to judge where a study cannot be read', async () => {
    await make('old-1');
    await store.put(records.study.key({ studyId: 'lost-1' }), Buffer.from('{'));
    const planning = planRetention(store, policyOf({ remove: 'weights' }), now);
    await expect(planning).rejects.toMatchObject({ code: 'OBJECT_CORRUPT' });
  });
});

function seriesAt(index: number): Series {
  return { seriesId: 'lab-1', stages: ['a', 'b'], index, winner: null, file: null };
}

/** A store whose process dies after so many deletes. */
function breakAfter(store: ObjectStore, deletes: number): ObjectStore {
  let left = deletes;
  return {
    ...store,
    delete: (key) => (left-- > 0 ? store.delete(key) : Promise.reject(new Error('killed'))),
  };
}
