import {
  defaultQueuePrefix,
  eventStreamField,
  eventStreamKey,
  newControl,
  records,
  scoreNames,
  type Configuration,
  type ProblemDocument,
  type Scores,
  type StudyDetail,
  type StudyEvent,
  type StudyPage,
  type StudySpecInput,
  type TrialView,
} from '@crossfold/contracts';
import { readRecord } from '@crossfold/storage';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addBareDataset } from '../support/bare-dataset.js';
import { followEvents } from '../support/event-stream.js';
import { runCli } from '../support/processes.js';
import { startStack, type Stack } from '../support/stack.js';

const study: StudySpecInput = {
  name: 'kept',
  dataset: 'drawn',
  folds: 2,
  sealedShare: 0,
  ensemble: null,
  seeds: [1],
  baseline: { model: { backbone: 'tiny', imageSizePx: 32, hiddenUnits: [] } },
};
const [first, second] = ['full.f0.s1', 'full.f1.s1'] as const;
const at = '2026-11-29T00:00:00.000Z';

describe('the store', () => {
  let stack: Stack;
  let studyId: string;
  beforeAll(async () => {
    stack = await startStack();
    await addBareDataset(stack.store);
    studyId = await stack.submit(study);
  });
  afterAll(() => stack.stop());

  function post(path: string, body = '{}'): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    return fetch(`${stack.api}${path}`, { method: 'POST', headers, body });
  }

  async function listed(): Promise<string[]> {
    const { studies } = await stack.get<StudyPage>('/studies');
    return studies.map((found) => found.studyId).sort();
  }

  describe('an orchestrator starts', () => {
    /** Where an object lies, and what of it. */
    const places = {
      study: (id: string) => records.study.key({ studyId: id }),
      control: (id: string) => records.control.key({ studyId: id }),
      report: (id: string) => records.report.key({ studyId: id }),
      receipt: (id: string) => records.receipt.key({ studyId: id, trialId: first }),
      failure: (id: string) => records.failure.key({ studyId: id, trialId: first }),
    };
    const garbage = {
      'no JSON': () => Buffer.from('\u0007no JSON'),
      'another version': () => Buffer.from('{"schemaVersion": 999}'),
      'too much': () => Buffer.alloc(64 * 2 ** 20 + 1, ' '),
    };
    /** What is none of a study's record and is looked at all the same. */
    const besides = [
      `${records.openCrossEvaluation.prefix({})}garbage.json`,
      `${records.openCrossEvaluation.prefix({})}a:b.c.json`,
      `${records.study.prefix({})}stray`,
      `${records.dataset.prefix({})}stray.json`,
    ];

    it('whatever lies in the places of the records that it reads', async () => {
      const source = await readRecord(stack.store, records.study, { studyId });
      const spoilt = new Map<string, { readonly key: string; readonly what: string }>();
      for (const [place, keyOf] of Object.entries(places)) {
        for (const [what, make] of Object.entries(garbage)) {
          // It takes long to write; the others are read by the same means.
          if (what === 'too much' && place !== 'control') continue;
          const id = `bad-${place}-${spoilt.size}`;
          const copy = JSON.stringify({ ...source, studyId: id });
          await stack.store.put(records.study.key({ studyId: id }), Buffer.from(copy));
          spoilt.set(id, { key: keyOf(id), what });
          await stack.store.put(keyOf(id), make());
        }
      }
      const orders = [1, 2, 3].map((number) => records.explanationOrder.key({ studyId, number }));
      for (const key of [...besides, ...orders]) {
        await stack.store.put(key, garbage['another version']());
      }
      const plan = records.foldPlan.key({ sha256: source.foldPlan.sha256 });
      const { bytes } = await stack.store.get(plan);
      await stack.store.put(plan, garbage['no JSON']());

      const restart = await stack.interruptOrchestrator('SIGKILL');
      // Redis has forgotten which tasks are open: all are looked for.
      await stack.flushRedis();
      await restart();

      await stack.store.put(plan, bytes);
      expect(await listed()).toEqual([studyId]);
      for (const [id, { key, what }] of spoilt) {
        const answer = await fetch(`${stack.api}/studies/${id}`);
        const { title, detail, remedy } = (await answer.json()) as ProblemDocument;
        const isNewer = what === 'another version';
        expect({ title, detail }).toEqual({
          title: isNewer ? 'SCHEMA_VERSION_UNKNOWN' : 'OBJECT_CORRUPT',
          detail: expect.stringContaining(key) as string,
        });
        expect(remedy).toContain(isNewer ? 'Upgrade crossfold' : `crossfold verify ${id}`);
      }
      const reconciled = await post('/reconcile');
      expect(reconciled.status).toBe(200);
      expect(await stack.submit({ ...study, name: 'next' })).toMatch(/^next-/);
    });

    it('where a study has more trials than it may have, of which it says so', async () => {
      const source = await readRecord(stack.store, records.study, { studyId });
      const seeds = Array.from({ length: 100_000 }, (_, seed) => seed);
      const large = { ...source, studyId: 'large', seeds };
      await stack.store.put(
        records.study.key({ studyId: 'large' }),
        Buffer.from(JSON.stringify(large)),
      );
      const restart = await stack.interruptOrchestrator('SIGKILL');
      await restart();
      const answer = await fetch(`${stack.api}/studies/large`);
      expect(answer.status).toBe(422);
      expect(((await answer.json()) as ProblemDocument).detail).toContain(
        'at most 50000, got 200000',
      );
      expect(await listed()).toContain(studyId);
    });
  });

  it('gives back the study file, and every setting that was compiled of it', async () => {
    const arms = { explicit: [{ name: 'bare', overrides: { model: { dropout: 0 } } }] };
    const spec = { ...study, name: 'shown', arms };
    const id = await stack.submit(spec);
    const given = await runCli(['study', 'file', id], stack.env);
    expect(parse(given.stdout)).toEqual(spec);
    const answer = await stack.get<Configuration>(`/studies/${id}/configuration`);
    expect(answer.settings).toContainEqual({ path: 'model.dropout', value: '0.5' });
    expect(answer.settings).toContainEqual({ path: 'training.batchSize', value: '32' });
    const change = { path: 'model.dropout', baseline: '0.5', arm: '0' };
    expect(answer.arms).toEqual([{ name: 'bare', differences: [change] }]);
    const shown = await runCli(['study', 'show', id, '--config'], stack.env);
    expect(shown.stdout).toMatch(/training\.batchSize +32\n/);
    expect(shown.stdout).toMatch(
      /bare: what it changes\nsetting +full +bare\n.*model\.dropout +0\.5 +0\n/s,
    );
    const listed = await runCli(['--json', 'study', 'show', id, '--config'], stack.env);
    expect(JSON.parse(listed.stdout)).toEqual({ studyId: id, ...answer });
  });

  it('refuses a small file of millions of trials, and stores nothing of it', async () => {
    const explicit = Array.from({ length: 199 }, (_, i) => ({
      name: `a${i}`,
      overrides: { model: { dropout: i / 1000 } },
    }));
    const seeds = Array.from({ length: 100 }, (_, seed) => seed);
    const before = await keysOf(stack);
    for (const path of ['/studies', '/studies/forecast']) {
      const body = JSON.stringify({ ...study, repeats: 50, folds: 5, seeds, arms: { explicit } });
      const answer = await post(path, body);
      expect(answer.status).toBe(422);
      expect(((await answer.json()) as ProblemDocument).problems).toEqual([
        'trials: expected at most 50000, got 5000000 = 200 variants × 250 folds × 100 seeds',
      ]);
    }
    expect(await keysOf(stack)).toEqual(before);
  });

  it('stores no fold plan for a forecast', async () => {
    const before = await keysOf(stack);
    const body = JSON.stringify({ ...study, splitSeed: 77 });
    const answer = await post('/studies/forecast', body);
    expect(answer.status).toBe(200);
    expect(await keysOf(stack)).toEqual(before);
  });

  it('refuses changes to what all objects inherit, which the stored file would not show', async () => {
    const before = await keysOf(stack);
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      for (const body of [
        `{"${key}": {"seeds": [9]}}`,
        `{"baseline": {"${key}": {"model": {}}}}`,
      ]) {
        const answer = await post(`/studies/${studyId}/clone`, body);
        expect(answer.status).toBe(422);
        expect(((await answer.json()) as ProblemDocument).detail).toContain(`"${key}" is refused`);
      }
    }
    const set = ['study', 'clone', studyId, '--set', 'baseline.__proto__.model.dropout=0.9'];
    const refused = await runCli(set, stack.env);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain('the key "__proto__" is refused');
    expect(await keysOf(stack)).toEqual(before);
  });

  it('believes no event that the store knows nothing of', async () => {
    const scores = Object.fromEntries(scoreNames.map((name) => [name, 1])) as Scores;
    const control = { ...newControl(studyId), revision: 9, desired: 'cancel' as const };
    const forged: StudyEvent[] = [
      {
        type: 'study.finished',
        at,
        studyId,
        state: 'finished',
        edition: 1,
        answer: { headline: 'forged', baseline: 1 },
      },
      { type: 'trial.succeeded', at, studyId, trialId: first, scores, seconds: 1 },
      {
        type: 'trial.failed',
        at,
        studyId,
        trialId: first,
        code: 'TRIAL_STALLED',
        message: 'forged',
      },
      { type: 'study.controlled', at, studyId, command: 'cancel', onlyTrial: null, control },
    ];
    const last: StudyEvent = {
      type: 'trial.started',
      at,
      studyId,
      trialId: second,
      attempt: 1,
      worker: 'w',
      device: 'cpu',
      resumedAfterEpoch: null,
      epochs: 3,
    };
    const redis = new Redis(stack.env['REDIS_URL'] ?? '');
    for (const event of [...forged, last]) {
      const key = eventStreamKey(defaultQueuePrefix);
      await redis.xadd(key, '*', eventStreamField, JSON.stringify(event));
    }
    redis.disconnect();
    // Events come in order: those before it have been looked at, too.
    const isStarted = ({ state }: TrialView) => state === 'running';
    await stack.waitFor(`/studies/${studyId}/trials/${second}`, isStarted, 30_000);
    expect(await stack.get(`/studies/${studyId}`)).toMatchObject({
      state: 'running',
      answer: null,
      control: { desired: 'run' },
      trials: { queued: 1, running: 1 },
    });
    const { events, ended } = await followEvents(stack, studyId);
    const isCut = ended.catch(() => undefined);
    const isToldOf = ({ type }: StudyEvent) => forged.some((event) => event.type === type);

    // The same events again, to one that starts and reads them from the beginning.
    const restart = await stack.interruptOrchestrator('SIGKILL');
    await isCut;
    expect(events.filter(isToldOf)).toEqual([]);
    await restart();
    expect(await stack.get(`/studies/${studyId}`)).toMatchObject({
      state: 'running',
      answer: null,
    });
    const cancelled = await post(`/studies/${studyId}/cancel`);
    expect(cancelled.status).toBe(202);
    expect((await stack.get<StudyDetail>(`/studies/${studyId}`)).control.desired).toBe('cancel');
  });
});

/** All but the audit log, which has what is refused too. */
async function keysOf({ store }: Stack): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list('')) if (!key.startsWith('audit-log/')) keys.push(key);
  return keys;
}
