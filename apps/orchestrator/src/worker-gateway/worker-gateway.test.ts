import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  byteObjects,
  canonicalJson,
  contentHash,
  newControl,
  records,
  sha256,
  type AppError,
  type EnsembleResult,
  type Receipt,
  type SealedOpening,
  type Study,
} from '@crossfold/contracts';
import { sealedImages, sealedPartSha256 } from '@crossfold/data';
import {
  createApiToken,
  createFileStore,
  openGatewayStore,
  createRecord,
  createTokenCheck,
  endUnbegunTrial,
  gatewayPath,
  readRecord,
  readWorkerIdentity,
  replaceRecord,
  updateRecord,
  writeNamedEnd,
  type ObjectStore,
} from '@crossfold/storage';
import { StudyIndex } from '@crossfold/study';
import { plan, receiptOf, studyOf, writeResult, writeStudy } from '@crossfold/study/fixtures';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { workerGateway } from './worker-gateway.js';
import { eitherTokens, listedWorkerTokens, recordedWorkerTokens } from './worker-tokens.js';

const tokens = { lab: 'token-of-the-lab-0', lab2: 'token-of-the-lab-2' } as const;
const trialId = 'full.f0.s1';
const startedAt = '2026-12-01T00:00:00.000Z';
const refused = { code: 'FORBIDDEN' };

describe('the gateway for workers', () => {
  let dir: string;
  let url: string;
  let whole: ObjectStore;
  let lab: ObjectStore;
  let lab2: ObjectStore;
  let study: Study;
  let studyId: string;
  let index: StudyIndex;
  let count = 0;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'crossfold-worker-gateway-'));
    whole = createFileStore({ kind: 'file', dir });
    index = new StudyIndex();
    const listed = Object.entries(tokens).map(([name, token]) => ({ name, token }));
    const gateway = workerGateway({
      store: whole,
      signer: null,
      index,
      tokens: eitherTokens(
        listedWorkerTokens(listed),
        recordedWorkerTokens(createTokenCheck(whole)),
      ),
    });
    const server = createServer((request, response) => {
      request.url = request.url?.slice(gatewayPath.length) ?? '';
      void gateway(request as never, response as never, () => undefined);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    lab = openGatewayStore({ kind: 'gateway', url }, tokens.lab);
    lab2 = openGatewayStore({ kind: 'gateway', url }, tokens.lab2);
    return async () => {
      await Promise.all([lab.close(), lab2.close()]);
      server.closeAllConnections();
      server.close();
    };
  });
  afterAll(() => rm(dir, { recursive: true }));
  beforeEach(async () => {
    studyId = `s-${(count += 1)}`;
    study = studyOf(studyId);
    await writeStudy(whole, study);
    index.add(study);
  });

  const claim = (store: ObjectStore, worker: string, attempt = 1) =>
    createRecord(
      store,
      records.attempt,
      { studyId, trialId, attempt },
      { schemaVersion: 1, studyId, trialId, attempt, worker, startedAt },
    );

  const history = (epoch: number) => ({
    schemaVersion: 1 as const,
    epochs: [
      {
        epoch,
        stage: 'all',
        learningRate: 0.1,
        trainLoss: 1,
        trainAccuracy: 0.5,
        validationLoss: 1,
        validationAccuracy: 0.5,
        validationBalancedAccuracy: 0.5,
      },
    ],
  });

  const failure = (changes: object = {}) => ({
    schemaVersion: 1 as const,
    studyId,
    trialId,
    attempt: 1,
    edition: 1,
    code: 'TRIAL_DIVERGED' as const,
    message: 'no number',
    remedy: 'none',
    failedAt: startedAt,
    ...changes,
  });
  const fail = (store: ObjectStore, changes: object = {}) =>
    updateRecord(store, records.failure, { studyId, trialId }, () => failure(changes));

  /** Writes what an attempt of the lab leaves. @returns the receipt that tells of it */
  async function leaveResults(worker = 'lab/gpu-1'): Promise<Receipt> {
    const at = { studyId, trialId, attempt: 1 };
    const predictions = {
      schemaVersion: 1 as const,
      classes: plan.classes,
      imageIds: ['image-0'],
      labels: [0],
      probabilities: [plan.classes.map((_, i) => (i === 0 ? 0.4 : 0.1))],
    };
    const stored = await replaceRecord(lab, records.predictions, at, predictions);
    const told = await replaceRecord(lab, records.history, at, history(1));
    const weights = await lab.put(byteObjects.weights.key(at), Buffer.from('weights'));
    // Only its evaluation is of other predictions.
    await writeResult(whole, study, 'full.f1.s1');
    const other = { studyId, trialId: 'full.f1.s1' };
    const { evaluation } = await readRecord(whole, records.receipt, other);
    const made = receiptOf({
      studyId,
      trialId,
      variant: 'full',
      repeat: 0,
      fold: 0,
      seed: 1,
      configSha256: study.variants[0]?.configSha256 ?? '',
      manifestSha256: study.dataset.manifestSha256,
      foldPlanSha256: study.foldPlan.sha256,
      predictions: { key: records.predictions.key(at), sha256: stored.sha256 },
      history: { key: records.history.key(at), sha256: told.sha256 },
      weights: { key: byteObjects.weights.key(at), sha256: weights.sha256 },
      images: { train: 30, validation: 5, test: 1 },
      evaluation,
    });
    return { ...made, environment: { ...made.environment, worker } };
  }
  const publish = (store: ObjectStore, receipt: Receipt) =>
    createRecord(store, records.receipt, { studyId, trialId }, receipt);

  it('takes an attempt of a worker, its results and its receipt', async () => {
    expect(await claim(lab, 'lab/gpu-1')).toBe(true);
    expect(await claim(lab, 'lab/gpu-1')).toBe(false);
    const receipt = await leaveResults();
    expect(await publish(lab, receipt)).toBe(true);
    expect(await readRecord(whole, records.receipt, { studyId, trialId })).toEqual(receipt);
    const checkpoint = { studyId, trialId, epoch: 1, step: 0, attempt: 1 };
    await lab.put(byteObjects.checkpoint.key(checkpoint), Buffer.from('state'));
    await lab2.delete(byteObjects.checkpoint.key(checkpoint));
    expect(await whole.head(byteObjects.checkpoint.key(checkpoint))).toBeNull();
  });

  it.each([
    ['of another token', 'lab2/gpu-1', 1],
    ['whose name only begins alike', 'lab2', 1],
    ['that leaves numbers out', 'lab/gpu-1', 3],
  ])('refuses an attempt %s', async (_, worker, attempt) => {
    await expect(claim(lab, worker, attempt)).rejects.toMatchObject(refused);
    const key = records.attempt.key({ studyId, trialId, attempt });
    expect(await whole.head(key)).toBeNull();
  });

  it('refuses an attempt that ends its trial, and one of a trial that no study has', async () => {
    const at = { studyId, trialId, attempt: 1 };
    const record = { schemaVersion: 1 as const, ...at, worker: 'lab', startedAt };
    const skip = createRecord(lab, records.attempt, at, { ...record, skipped: failure() });
    await expect(skip).rejects.toMatchObject(refused);
    for (const changes of [{ trialId: 'forged.f0.s1' }, { studyId: 'forged' }]) {
      const names = { ...at, ...changes };
      const begin = createRecord(lab, records.attempt, names, { ...record, ...changes });
      await expect(begin).rejects.toMatchObject(refused);
    }
  });

  it('refuses an attempt of a trial that has its result, in place of giving it the next number', async () => {
    await writeResult(whole, study, trialId);
    await expect(claim(lab, 'lab')).rejects.toMatchObject({ code: 'SUPERSEDED' });
  });

  it('lets no other worker write to an attempt, nor to its trial', async () => {
    await claim(lab, 'lab/gpu-1');
    const at = { studyId, trialId, attempt: 1 };
    const checkpoint = byteObjects.checkpoint.key({ ...at, epoch: 1, step: 0 });
    await lab.put(checkpoint, Buffer.from('state'));
    const relief = { schemaVersion: 1 as const, studyId, trialId, halvings: 1 };
    const receipt = await leaveResults('lab2/gpu-1');
    for (const act of [
      () => replaceRecord(lab2, records.history, at, history(2)),
      () => lab2.put(byteObjects.weights.key(at), Buffer.from('others')),
      () => lab2.put(checkpoint, Buffer.from('others')),
      () => lab2.delete(checkpoint),
      () => fail(lab2),
      () => updateRecord(lab2, records.memoryRelief, { studyId, trialId }, () => relief),
      () => publish(lab2, receipt),
    ]) {
      await expect(act()).rejects.toMatchObject(refused);
    }
    expect(await whole.head(checkpoint)).not.toBeNull();
  });

  it('lets an attempt that was overtaken publish nothing', async () => {
    await claim(lab, 'lab/gpu-1');
    const receipt = await leaveResults();
    await claim(lab2, 'lab2/gpu-1', 2);
    await expect(publish(lab, receipt)).rejects.toMatchObject(refused);
    await expect(fail(lab)).rejects.toMatchObject(refused);
    await claim(lab, 'lab/gpu-1', 3);
    await expect(publish(lab, receipt)).rejects.toMatchObject({ code: 'SUPERSEDED' });
  });

  it.each<[string, (receipt: Receipt) => Partial<Receipt>]>([
    ['hashes that are not stored', ({ weights }) => ({ weights: { ...weights, sha256: zeros } })],
    ['objects of elsewhere', ({ history }) => ({ predictions: history })],
    ['another cell', () => ({ fold: 1 })],
    ['another configuration', () => ({ configSha256: zeros })],
    ['another plan', () => ({ foldPlanSha256: zeros })],
    ['another trial', () => ({ trialId: 'full.f1.s1' })],
    ['another worker', (told) => ({ environment: { ...told.environment, worker: 'w' } })],
  ])('refuses a receipt that names %s', async (_, change) => {
    await claim(lab, 'lab/gpu-1');
    const receipt = await leaveResults();
    const forged = { ...receipt, ...change(receipt) };
    await expect(publish(lab, forged)).rejects.toMatchObject(refused);
    expect(await whole.head(records.receipt.key({ studyId, trialId }))).toBeNull();
  });

  it('takes the failure of an attempt, in no edition to come', async () => {
    await claim(lab, 'lab');
    await expect(fail(lab, { edition: 99 })).rejects.toMatchObject(refused);
    await expect(fail(lab, { code: 'TRIAL_SKIPPED' })).rejects.toMatchObject(refused);
    expect(await fail(lab)).toMatchObject({ code: 'TRIAL_DIVERGED' });
  });

  it('takes an end that was decided before, as it was decided', async () => {
    const control = newControl(studyId);
    const { attempt: _, ...end } = failure({ code: 'TRIAL_SKIPPED' });
    const decided = await endUnbegunTrial(whole, control, end);
    await whole.delete(records.failure.key({ studyId, trialId }));
    await claim(lab, 'lab', 2);
    await expect(fail(lab, { ...decided, attempt: 2, message: 'x' })).rejects.toMatchObject(
      refused,
    );
    const written = await writeNamedEnd(lab, failure({ ...decided, attempt: 2 }));
    expect(written).toMatchObject({ code: 'TRIAL_SKIPPED', attempt: 2 });
  });

  describe('where an ensemble is asked for', () => {
    const sealedPlan = {
      ...plan,
      assignments: plan.assignments.map((row, i) =>
        i % 7 === 0 ? { ...row, fold: 'sealed' as const } : row,
      ),
    };
    const foldPlanSha256 = contentHash(sealedPlan);
    const partSha256 = sealedPartSha256(sealedPlan);
    const members = ['full.f0.s1', 'full.f1.s1'];
    const ensemble = {
      variant: 'full',
      partners: [],
      testTimeAugmentation: 'none' as const,
      views: ['none' as const],
      combination: 'mean' as const,
      selection: {
        metric: 'nll' as const,
        rounds: 50,
        sortedStart: 1,
        bags: 0,
        bagShare: 0.5,
      },
    };

    beforeEach(async () => {
      studyId = `sealed-${count}`;
      const compiled = studyOf(studyId);
      study = {
        ...compiled,
        foldPlan: { ...compiled.foldPlan, sha256: foldPlanSha256 },
        ensemble,
      };
      await createRecord(whole, records.foldPlan, { sha256: foldPlanSha256 }, sealedPlan);
      await createRecord(whole, records.study, { studyId }, study);
      index.add(study);
    });

    /** Of these the index hears nothing, as where events are late. */
    const finishTrials = async () => {
      for (const member of members) await writeResult(whole, study, member);
    };

    const openPart = (store: ObjectStore, changes: Partial<SealedOpening> = {}) => {
      const opening = {
        schemaVersion: 2 as const,
        partSha256,
        images: sealedImages(sealedPlan).length,
        openedAt: startedAt,
        studyId,
        number: 1,
        worker: store === lab ? 'lab/gpu-1' : 'lab2/gpu-1',
        host: 'h',
        variant: 'full',
        members,
        views: ensemble.views,
        ...changes,
      };
      const { number } = opening;
      const at = { partSha256: opening.partSha256, studyId: opening.studyId, number };
      return createRecord(store, records.sealedOpening, at, opening);
    };

    const predictions = {
      schemaVersion: 1 as const,
      classes: plan.classes,
      imageIds: ['image-0'],
      labels: [0],
      probabilities: [plan.classes.map((_, i) => (i === 0 ? 0.4 : 0.1))],
    };
    const said = (member: string) =>
      byteObjects.sealedPredictions.key({ studyId, trialId: member });
    const tellPredictions = (store: ObjectStore) =>
      replaceRecord(store, records.ensemblePredictions, { studyId }, predictions);

    async function resultOf(changes: Partial<EnsembleResult> = {}): Promise<EnsembleResult> {
      const key = records.ensemblePredictions.key({ studyId });
      const named = async (name: string) => sha256((await whole.get(name)).bytes);
      const { evaluation } = await readRecord(whole, records.receipt, { studyId, trialId });
      const viewed = members.map(async (member) => ({
        trialId: member,
        seed: 1,
        weight: 0.5,
        predictions: { key: said(member), sha256: await named(said(member)) },
      }));
      return {
        schemaVersion: 3,
        studyId,
        ...ensemble,
        members,
        missing: [],
        learnt: null,
        predictions: { key, sha256: await named(key) },
        evaluation,
        intervals: null,
        calibration: null,
        comparison: null,
        uncertainty: null,
        conformal: null,
        scoredViews: { members: await Promise.all(viewed), rows: [] },
        scoredAt: startedAt,
        ...changes,
      };
    }
    const publishEnsemble = async (store: ObjectStore, changes: Partial<EnsembleResult> = {}) =>
      createRecord(store, records.ensemble, { studyId }, await resultOf(changes));

    const failEnsemble = (store: ObjectStore, edition = 1) =>
      replaceRecord(
        store,
        records.ensembleFailure,
        { studyId },
        {
          schemaVersion: 1,
          studyId,
          edition,
          code: 'OBJECT_CORRUPT',
          message: 'damaged',
          remedy: 'none',
          failedAt: startedAt,
        },
      );

    async function leaveVotes(store: ObjectStore): Promise<void> {
      for (const member of members) await store.put(said(member), Buffer.from(member));
      await tellPredictions(store);
    }

    it('takes it from the worker that opened the sealed part', async () => {
      await finishTrials();
      expect(await openPart(lab)).toBe(true);
      expect(await openPart(lab)).toBe(false);
      expect(await openPart(lab, { number: 2 })).toBe(true);
      await leaveVotes(lab);
      expect(await publishEnsemble(lab)).toBe(true);
      expect(await readRecord(whole, records.ensemble, { studyId })).toEqual(await resultOf());
      for (const act of [
        () => openPart(lab, { number: 3 }),
        () => leaveVotes(lab),
        () => failEnsemble(lab),
      ]) {
        await expect(act()).rejects.toMatchObject({ code: 'SUPERSEDED' });
      }
    });

    it('lets nobody open the part while trials are to end, nor fail the ensemble', async () => {
      await writeResult(whole, study, trialId);
      await expect(openPart(lab)).rejects.toMatchObject(refused);
      await expect(failEnsemble(lab)).rejects.toMatchObject(refused);
      await expect(failEnsemble(lab, 2)).rejects.toMatchObject(refused);
    });

    it('takes nothing of an ensemble before the part was opened, but that it failed', async () => {
      await finishTrials();
      await leaveVotes(whole);
      for (const act of [
        () => publishEnsemble(lab),
        () => tellPredictions(lab),
        () => lab.put(said(trialId), Buffer.from('x')),
      ]) {
        await expect(act()).rejects.toMatchObject(refused);
      }
      expect(await whole.head(records.ensemble.key({ studyId }))).toBeNull();
      await failEnsemble(lab);
    });

    it('takes nothing of it from another worker, nor from one that was overtaken', async () => {
      await finishTrials();
      await openPart(lab);
      await leaveVotes(lab);
      const acts = (store: ObjectStore) => [
        () => publishEnsemble(store),
        () => tellPredictions(store),
        () => store.put(said(trialId), Buffer.from('x')),
      ];
      for (const act of acts(lab2)) {
        await expect(act()).rejects.toMatchObject({ code: 'SUPERSEDED' });
      }
      await openPart(lab2, { number: 2 });
      for (const act of acts(lab)) {
        await expect(act()).rejects.toMatchObject({ code: 'SUPERSEDED' });
      }
      expect(await publishEnsemble(lab2)).toBe(true);
    });

    it.each<[string, () => Partial<SealedOpening>]>([
      ['of another worker', () => ({ worker: 'lab2/gpu-1' })],
      ['of another part', () => ({ partSha256: zeros })],
      ['that leaves numbers out', () => ({ number: 3 })],
      ['of another variant', () => ({ variant: 'no-focal' })],
      ['with other views', () => ({ views: ['none', 'tenCrop'] })],
      ['of fewer images', () => ({ images: 1 })],
      ['with members that no study has', () => ({ members: ['forged.f0.s1'] })],
      ['with references of none', () => ({ references: ['forged.f0.s1'] })],
    ])('refuses an opening %s', async (_, changes) => {
      await finishTrials();
      await expect(openPart(lab, changes())).rejects.toMatchObject(refused);
      const opened = whole.list(records.sealedOpening.prefix({ partSha256, studyId }));
      for await (const { key } of opened) throw new Error(`${key} is there`);
    });

    it('refuses an opening where the study is cancelled', async () => {
      await finishTrials();
      const control = { ...newControl(studyId), revision: 1, desired: 'cancel' as const };
      index.control(control);
      await expect(openPart(lab)).rejects.toMatchObject(refused);
    });

    it.each<[string, () => Partial<EnsembleResult>]>([
      ['with other members', () => ({ members: [trialId] })],
      ['of another variant', () => ({ variant: 'no-focal' })],
      ['combined otherwise', () => ({ combination: 'rankMean' })],
      [
        'with predictions that are not stored',
        () => ({
          predictions: { key: records.ensemblePredictions.key({ studyId }), sha256: zeros },
        }),
      ],
      [
        'with predictions of elsewhere',
        () => ({ predictions: { key: said(trialId), sha256: zeros } }),
      ],
      ['with views of none', () => ({ scoredViews: { members: [], rows: [] } })],
    ])('refuses a result %s', async (_, changes) => {
      await finishTrials();
      await openPart(lab);
      await leaveVotes(lab);
      await expect(publishEnsemble(lab, changes())).rejects.toMatchObject(refused);
      expect(await whole.head(records.ensemble.key({ studyId }))).toBeNull();
    });

    it('refuses what a trial says that was not named at the opening', async () => {
      await finishTrials();
      await openPart(lab, { members: [trialId] });
      const put = lab.put(said('full.f1.s1'), Buffer.from('x'));
      await expect(put).rejects.toMatchObject(refused);
    });
  });

  it('lets nobody open the part of a study that asks for no ensemble', async () => {
    for (const trial of ['full.f0.s1', 'full.f1.s1']) await writeResult(whole, study, trial);
    const partSha256 = sealedPartSha256(plan);
    const opening = {
      schemaVersion: 2 as const,
      partSha256,
      images: 1,
      openedAt: startedAt,
      studyId,
      number: 1,
      worker: 'lab',
      host: 'h',
      variant: 'full',
      members: [trialId],
      views: [],
    };
    const at = { partSha256, studyId, number: 1 };
    const open = createRecord(lab, records.sealedOpening, at, opening);
    await expect(open).rejects.toMatchObject(refused);
  });

  it.each([
    ['study.json', () => records.study.key({ studyId })],
    ['control.json', () => records.control.key({ studyId })],
    ['notes', () => records.notes.key({ studyId })],
    ['a report', () => records.report.key({ studyId })],
    ['a decision', () => records.stopDecision.key({ studyId, number: 1 })],
    ['a data set', () => records.dataset.key({ name: 'drawn' })],
    ['a manifest', () => records.manifest.key({ sha256: zeros })],
    ['an image', () => byteObjects.blob.key({ sha256: zeros })],
    ['a fold plan', () => records.foldPlan.key({ sha256: zeros })],
    ['a registered model', () => records.registeredModel.key({ name: 'm' })],
    ['a token', () => 'tokens/abc.json'],
    ['the audit log', () => 'audit/000001.json'],
    ['an ensemble of no study', () => records.ensemble.key({ studyId: 'none' })],
    ['an explanation that nobody asked for', () => records.explanation.key({ studyId, number: 1 })],
    [
      'a prediction that nobody asked for',
      () => records.predictionResult.key({ predictionId: 'p' }),
    ],
    ['a key with an odd name', () => `studies/${studyId}/trials/%2e%2e/attempts/000001.json`],
    ['a key with a space', () => `studies/${studyId} /trials/${trialId}/attempts/000001.json`],
    ['a number out of form', () => `studies/${studyId}/trials/${trialId}/attempts/1.json`],
  ])('lets no worker write or remove %s', async (_, keyOf) => {
    const key = keyOf();
    const before = await whole.head(key);
    for (const options of [
      {},
      { ifNoneMatch: true as const },
      { contentType: 'application/json' },
    ]) {
      await expect(lab.put(key, Buffer.from('{}'), options)).rejects.toMatchObject(refused);
    }
    await expect(lab.delete(key)).rejects.toMatchObject(refused);
    expect(await whole.head(key)).toEqual(before);
  });

  it('reads what trials need, and lists attempts and checkpoints of one trial alone', async () => {
    expect(await readRecord(lab, records.study, { studyId })).toMatchObject({ studyId });
    await claim(lab, 'lab');
    const listing = async (prefix: string) => {
      const keys: string[] = [];
      for await (const { key } of lab.list(prefix)) keys.push(key);
      return keys;
    };
    const attempts = records.attempt.prefix({ studyId, trialId });
    expect(await listing(attempts)).toEqual([
      records.attempt.key({ studyId, trialId, attempt: 1 }),
    ]);
    for (const prefix of [
      '',
      'studies/',
      `studies/${studyId}/`,
      attempts.slice(0, -1),
      'tokens/',
    ]) {
      await expect(listing(prefix)).rejects.toMatchObject(refused);
    }
    for (const key of [
      records.report.key({ studyId }),
      records.dataset.key({ name: 'd' }),
      'tokens/a.json',
    ]) {
      await expect(lab.get(key)).rejects.toMatchObject(refused);
      await expect(lab.head(key)).rejects.toMatchObject(refused);
    }
  });

  it.each([
    ['that is no JSON', '{'],
    ['with an unknown key', canonicalJson({ ...history(1), more: 1 })],
    ['that has a key twice', canonicalJson(history(1)).replace('{', '{"epochs":[],')],
    ['with white space', `${canonicalJson(history(1))}\n`],
    ['with a byte order mark', `\ufeff${canonicalJson(history(1))}`],
    ['of many levels', '['.repeat(100_000)],
    ['with a number beyond all', canonicalJson(history(1)).replace('0.1', '1e999')],
  ])('refuses a document %s', async (_, text) => {
    await claim(lab, 'lab');
    const key = records.history.key({ studyId, trialId, attempt: 1 });
    const options = { contentType: 'application/json' };
    const put = lab.put(key, Buffer.from(text), options);
    await expect(put).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    expect(await whole.head(key)).toBeNull();
  });

  it('refuses a document that is larger than any of its kind', async () => {
    const key = records.attempt.key({ studyId, trialId, attempt: 1 });
    const put = lab.put(key, Buffer.alloc(100_000, 32), {
      ifNoneMatch: true,
      contentType: 'application/json',
    });
    await expect(put).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
  });

  it('lets workers in by tokens that an admin made for them, to their projects', async () => {
    const asked = { user: 'lab / two', note: '', expiresInDays: 1 };
    const origin = { createdBy: 'admin' };
    const made = (role: 'worker' | 'admin', projects: string[] | null) =>
      createApiToken(whole, { ...asked, role, projects }, origin);
    const { token, text } = await made('worker', null);
    const name = await readWorkerIdentity({ kind: 'gateway', url }, text);
    expect(name).toBe(`lab---two:${token.tokenId}`);
    const own = openGatewayStore({ kind: 'gateway', url }, text);
    expect(await claim(own, `${name}/gpu-1`)).toBe(true);
    const limited = await made('worker', ['lesions']);
    const other = openGatewayStore({ kind: 'gateway', url }, limited.text);
    await expect(readRecord(other, records.study, { studyId })).rejects.toMatchObject(refused);
    const worker = `lab---two:${limited.token.tokenId}`;
    await expect(claim(other, worker, 2)).rejects.toMatchObject(refused);
    const admin = await made('admin', null);
    const unknown = readWorkerIdentity({ kind: 'gateway', url }, admin.text);
    await expect(unknown).rejects.toMatchObject({ code: 'STORE_REFUSED' });
    await Promise.all([own.close(), other.close()]);
  });

  it('lets an address wait that tries many tokens', async () => {
    const tried = openGatewayStore({ kind: 'gateway', url }, 'a-token-that-is-wrong');
    const codes: unknown[] = [];
    for (let time = 0; time < 21; time += 1) {
      codes.push(await tried.head('checks/a').catch((error: unknown) => (error as AppError).code));
    }
    expect(codes[0]).toBe('STORE_REFUSED');
    expect(codes.at(-1)).toBe('TOO_MANY_ATTEMPTS');
    await tried.close();
  });
});

const zeros = '0'.repeat(64);
