import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { byteObjects, records, studyOfKey } from '@crossfold/contracts';
import { createFileStore, updateRecord, verifyStudy, type ObjectStore } from '@crossfold/storage';
import { madeTrialIds, makeStudy, type MadeStudy } from '@crossfold/study/made-studies';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killCli } from '../support/kill-cli.js';
import { runCli } from '../support/processes.js';
import { isFull, rowOf } from './drill-suite.js';

/** Two trials of each seed, in ten studies. */
const seeds = isFull ? 500 : 20;
const trialIds = madeTrialIds(seeds);
const members = trialIds.slice(0, 6);
const taken = trialIds.filter((_, place) => place % 10 === 0);
const old = '2026-02-01T00:00:00.000Z';

const policy = `
name: lab
keep: { tags: [paper] }
rules:
  - { remove: weights, olderThanDays: 30 }
  - { remove: checkpoints, olderThanDays: 30 }
  - { remove: studies, olderThanDays: 30, tags: [scratch] }
`;

type Made = Omit<MadeStudy, 'seeds' | 'endedAt'> & Partial<Pick<MadeStudy, 'endedAt'>>;

const studies: readonly Made[] = [
  { studyId: 'plain-1', checkpoints: 10 },
  { studyId: 'members-1', members },
  { studyId: 'young-1', endedAt: new Date().toISOString() },
  { studyId: 'paper-1', tags: ['paper'] },
  { studyId: 'source-1', checkpoints: 10 },
  { studyId: 'live-1', reuse: ['source-1'], open: 2, checkpoints: 10 },
  { studyId: 'origin-1' },
  {
    studyId: 'taker-1',
    reuse: ['origin-1'],
    tags: ['paper'],
    takenFrom: (trialId) =>
      taken.includes(trialId) ? { studyId: 'origin-1', trialId } : undefined,
  },
  { studyId: 'scratch-1', tags: ['scratch'] },
  { studyId: 'named-1', tags: ['scratch'], members },
];

/** What the policy says of each object, told without any of the code that judges it. */
function shouldGo(key: string): boolean {
  const studyId = studyOfKey(key) ?? '';
  if (studyId === 'scratch-1') return true;
  if (byteObjects.checkpoint.parseKey(key)) return studyId === 'plain-1';
  const trialId = byteObjects.weights.parseKey(key)?.trialId;
  if (trialId === undefined) return false;
  if (studyId === 'plain-1') return true;
  if (studyId === 'members-1' || studyId === 'named-1') return !members.includes(trialId);
  return studyId === 'origin-1' && !taken.includes(trialId);
}

async function contentsOf(store: ObjectStore): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  for await (const { key, etag } of store.list('')) contents.set(key, etag);
  return contents;
}

describe('a store of many trials', () => {
  let dir: string;
  let store: ObjectStore;
  let environment: NodeJS.ProcessEnv;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'crossfold-retention-'));
    store = createFileStore({ kind: 'file', dir: join(dir, 'store') });
    for (const made of studies) await makeStudy(store, { seeds, endedAt: old, ...made });
    await updateRecord(store, records.registeredModel, { name: 'skin' }, () => ({
      schemaVersion: 1 as const,
      name: 'skin',
      versions: [
        {
          version: 1,
          studyId: 'named-1',
          members: members.map((trialId) => ({ trialId, weightsSha256: '0'.repeat(64) })),
          registeredAt: old,
        },
      ],
      stages: [{ version: 1, stage: 'candidate' as const, at: old }],
    }));
    await writeFile(join(dir, 'policy.yaml'), policy);
    environment = {
      CROSSFOLD_STORE: pathToFileURL(join(dir, 'store')).href,
      CROSSFOLD_HOME: join(dir, 'home'),
    };
  }, 600_000);
  afterAll(async () => {
    await store.close();
    await rm(dir, { recursive: true });
  });

  async function keys(): Promise<string[]> {
    const found: string[] = [];
    for await (const { key } of store.list('')) found.push(key);
    return found.filter(
      (key) => !records.removal.parseKey(key) && !records.auditPage.parseKey(key),
    );
  }

  async function prune(...options: string[]) {
    const args = ['--json', 'store', 'prune', '--policy', join(dir, 'policy.yaml'), ...options];
    const { code, stdout, stderr } = await runCli(args, environment);
    expect(code, stderr).toBe(0);
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly objects?: unknown });
  }

  it('loses exactly what a policy says, also where the removal is killed', async () => {
    const fault = `removal killed -9, ${studies.length * trialIds.length} trials`;
    await rowOf({ fault }, async () => {
      const before = await keys();
      const expected = before.filter((key) => !shouldGo(key));
      const planned = (await prune()).flatMap(({ objects }) =>
        Array.isArray(objects) ? objects.map(({ key }: { key: string }) => key) : [],
      );
      expect(await keys()).toEqual(before);
      expect(planned.sort()).toEqual(before.filter(shouldGo).sort());

      const args = ['store', 'prune', '--policy', join(dir, 'policy.yaml'), '--apply'];
      const goes = before.filter(shouldGo);
      const half = goes[Math.floor(goes.length / 2)] ?? '';
      const killed = await killCli(args, environment, async () => !(await store.head(half)));
      const left = new Set(await keys());
      expect(expected.filter((key) => !left.has(key))).toEqual([]);
      await prune('--apply');
      const after = await keys();
      expect(after).toEqual(expected);
      const problems: string[] = [];
      for (const { studyId } of studies) {
        if (studyId === 'scratch-1') continue;
        problems.push(...(await verifyStudy(store, studyId)).problems);
      }
      expect(problems).toEqual([]);
      const lost = expected.length - after.length;
      const note = `${goes.length} of ${before.length} objects removed, killed: ${killed}`;
      return { times: 1, recoveredSeconds: null, lost, repeated: 0, note, isEqual: true };
    });
  }, 600_000);

  it('is backed up and restored, also where either is killed', async () => {
    const fault = `backup and restore killed -9, ${studies.length * trialIds.length} trials`;
    await rowOf({ fault }, async () => {
      const own = await contentsOf(store);
      const backup = createFileStore({ kind: 'file', dir: join(dir, 'backup') });
      const args = (command: string) => [
        '--json',
        'store',
        command,
        join(dir, 'backup'),
        '--verify',
      ];
      const killed = [await killHalfway(backup, args('backup'), environment, own.size)];
      expect(await runCli(args('backup'), environment)).toMatchObject({ code: 0 });
      expect(await contentsOf(backup)).toEqual(own);

      const empty = join(dir, 'restored');
      const restored = createFileStore({ kind: 'file', dir: empty });
      const there = { ...environment, CROSSFOLD_STORE: pathToFileURL(empty).href };
      killed.push(await killHalfway(restored, args('restore'), there, own.size));
      expect(await runCli(args('restore'), there)).toMatchObject({ code: 0 });
      // Beside all that is in the backup, who restored it.
      const all = [...(await contentsOf(restored))];
      const added = all.filter(([key]) => !own.has(key)).map(([key]) => key);
      expect(added.filter((key) => !records.auditPage.parseKey(key))).toEqual([]);
      expect(added).not.toEqual([]);
      expect(new Map(all.filter(([key]) => own.has(key)))).toEqual(own);
      await Promise.all([backup.close(), restored.close()]);
      const note = `${own.size} objects each way, killed: ${killed.join(', ')}`;
      return { times: 2, recoveredSeconds: null, lost: 0, repeated: 0, note, isEqual: true };
    });
  }, 600_000);

  /** Kills a copy when about half of the objects are there; studies that are there are whole then. */
  async function killHalfway(
    target: ObjectStore,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
    objects: number,
  ): Promise<boolean> {
    const killed = await killCli(
      args,
      env,
      async () => (await contentsOf(target)).size > objects / 2,
    );
    const problems: string[] = [];
    for (const { studyId } of studies) {
      if (!(await target.head(records.study.key({ studyId })))) continue;
      problems.push(...(await verifyStudy(target, studyId)).problems);
    }
    expect(problems).toEqual([]);
    return killed;
  }
});
