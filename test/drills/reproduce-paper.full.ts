import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { listTrials, records } from '@crossfold/contracts';
import { randomStream, type RandomStream } from '@crossfold/random';
import { listRecords, openObjectStore, readRecord, type ObjectStore } from '@crossfold/storage';
import { afterAll, describe, it } from 'vitest';
import { runCli } from '../support/processes.js';
import { readReceipts, resultHashes } from '../support/tiny-study.js';
import { withoutTimes } from './document-without-times.js';
import { isReceipt } from './drill-objects.js';
import { rowOf } from './drill-suite.js';

const program = fileURLToPath(new URL('../../apps/cli/bundle/main.js', import.meta.url));

/** A state folder, and the document that the command writes. */
interface Place {
  readonly environment: NodeJS.ProcessEnv;
  readonly store: ObjectStore;
  readonly document: string;
}

const folders: string[] = [];
const opened: Place[] = [];

async function openPlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-reproduce-'));
  folders.push(folder);
  const home = join(folder, 'home');
  const place = {
    environment: { ...process.env, CROSSFOLD_HOME: home, CROSSFOLD_URL: '', CROSSFOLD_STORE: '' },
    store: openObjectStore({ kind: 'file', dir: join(home, 'store') }),
    document: join(folder, 'paper.html'),
  };
  opened.push(place);
  return place;
}

/** @returns seconds that it took, or null where it was killed before its end */
async function reproduce(
  { environment, document }: Place,
  killAfterMs: number | null = null,
): Promise<number | null> {
  const begun = performance.now();
  const args = [program, 'reproduce', 'paper', '--quick', '--out', document];
  const child = spawn(process.execPath, args, { env: environment, stdio: 'ignore' });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const isKilled =
    killAfterMs !== null &&
    (await Promise.race([sleep(killAfterMs, true), ended.then(() => false)]));
  if (isKilled) child.kill('SIGKILL');
  const [code] = await ended;
  if (isKilled) return null;
  if (code !== 0) throw new Error(`expected the command to end with 0, got ${code}`);
  return (performance.now() - begun) / 1000;
}

async function listKeys({ store }: Place): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list('studies/')) keys.push(key);
  return keys.sort();
}

/** How often each trial that has a receipt was begun. */
async function attemptsOfFinished(place: Place): Promise<Map<string, number>> {
  const keys = await listKeys(place);
  return new Map(
    keys.filter(isReceipt).map((key) => {
      const trial = key.slice(0, -'receipt.json'.length);
      return [key, keys.filter((one) => one.startsWith(`${trial}attempts/`)).length];
    }),
  );
}

/** Hashes of predictions, history and weights of all trials of all studies, and trials without. */
async function resultsOf({ store }: Place) {
  const hashes: unknown[] = [];
  let lost = 0;
  for await (const { at } of listRecords(store, records.study, {})) {
    const { studyId } = at;
    const study = await readRecord(store, records.study, { studyId });
    for (const { trialId } of listTrials(study)) {
      const place = { studyId, trialId };
      const isThere = (await store.head(records.receipt.key(place))) !== null;
      if (!isThere) lost++;
      else hashes.push(resultHashes(await readReceipts(store, studyId, [trialId])));
    }
  }
  return { lost, hashes: JSON.stringify(hashes) };
}

/** Kills the command twice, at moments that lie between the first trials and the last ones. */
async function reproduceKilled(place: Place, wholeSeconds: number, random: RandomStream) {
  let repeated = 0;
  let before = new Map<string, number>();
  for (let kill = 0; kill <= 2; kill++) {
    const moment = kill < 2 ? 1000 * wholeSeconds * (0.1 + 0.35 * random.uniform()) : null;
    await reproduce(place, moment);
    const after = await attemptsOfFinished(place);
    repeated += [...before].filter(([key, attempts]) => after.get(key) !== attempts).length;
    before = after;
  }
  return repeated;
}

/** Null where there is none; else what stands there in each, to be looked for. */
function firstDifference(first: string, second: string): string | null {
  if (first === second) return null;
  let at = 0;
  while (first[at] === second[at]) at += 1;
  const excerpt = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 200), at + 100));
  return `${excerpt(first)} and ${excerpt(second)}`;
}

describe('reproduce paper --quick', () => {
  afterAll(async () => {
    for (const { environment, store } of opened) {
      await runCli(['down'], environment);
      await store.close();
    }
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });

  it('gives the same document when it is killed twice, and repeats nothing', async () => {
    await rowOf({ fault: 'reproduce paper --quick killed -9' }, async (seed) => {
      const whole = await openPlace();
      const seconds = (await reproduce(whole)) ?? NaN;
      const keys = await listKeys(whole);
      const first = await readFile(whole.document, 'utf8');
      await reproduce(whole);
      const isRepeated = JSON.stringify(await listKeys(whole)) !== JSON.stringify(keys);

      const killed = await openPlace();
      const repeated = await reproduceKilled(killed, seconds, randomStream(seed, 'reproduce'));
      const [own, other] = [await resultsOf(whole), await resultsOf(killed)];
      const second = await readFile(killed.document, 'utf8');
      const differing = firstDifference(withoutTimes(first), withoutTimes(second));
      return {
        times: 2,
        recoveredSeconds: null,
        lost: own.lost + other.lost,
        repeated: repeated + Number(isRepeated),
        isEqual: own.hashes === other.hashes && differing === null,
        note: [
          `${(seconds / 60).toFixed(1)} min undisturbed`,
          ...(own.hashes === other.hashes ? [] : ['other results']),
          ...(differing === null ? [] : [`other words: ${differing}`]),
        ].join('; '),
      };
    });
  }, 7_200_000);
});
