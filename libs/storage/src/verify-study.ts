import {
  AppError,
  controlSchema,
  crossEvaluationSchema,
  ensembleResultSchema,
  explanationSchema,
  failureSchema,
  foldPlanSchema,
  isStanding,
  listTrials,
  manifestSchema,
  newControl,
  objectPaths,
  receiptSchema,
  reportSchema,
  studySchema,
  wishFor,
  type Study,
} from '@crossfold/contracts';
import type { z } from 'zod';
import { readJson } from './json-records.js';
import type { ObjectStore } from './object-store.js';

export interface VerifiedStudy {
  readonly studyId: string;
  readonly objects: number;
  readonly cells: {
    readonly succeeded: number;
    readonly failed: number;
    readonly cancelled: number;
    readonly open: number;
  };
  /** One line for each object that is missing, damaged or not what its receipt says. */
  readonly problems: readonly string[];
}

/**
 * Reads every object of a study and compares it with its checksum and with the hash that the
 * study, a receipt or the ensemble gives for it.
 *
 * @throws AppError OBJECT_MISSING or OBJECT_CORRUPT for the study's own record
 */
export async function verifyStudy(store: ObjectStore, studyId: string): Promise<VerifiedStudy> {
  const study = await readJson(store, objectPaths.study(studyId), studySchema);
  const check = createCheck(store);
  check.expect(objectPaths.manifest(study.dataset.manifestSha256), study.dataset.manifestSha256);
  check.expect(objectPaths.foldPlan(study.foldPlan.sha256), study.foldPlan.sha256);
  await check.record(objectPaths.manifest(study.dataset.manifestSha256), manifestSchema);
  await check.record(objectPaths.foldPlan(study.foldPlan.sha256), foldPlanSchema);
  const cells = await expectCells(study, check);
  await expectEnd(study, check);
  await expectCrossEvaluations(study, store, check);
  await expectExplanations(study, store, check);
  const objects = await check.all(`studies/${studyId}/`);
  return { studyId, objects, cells, problems: check.problems };
}

async function expectCells(study: Study, check: Check): Promise<VerifiedStudy['cells']> {
  const cells = { succeeded: 0, failed: 0, cancelled: 0, open: 0 };
  const controlKey = objectPaths.control(study.studyId);
  const control =
    ((await check.has(controlKey)) && (await check.record(controlKey, controlSchema))) ||
    newControl(study.studyId);
  for (const { trialId } of listTrials(study)) {
    const receiptKey = objectPaths.receipt(study.studyId, trialId);
    const failureKey = objectPaths.failure(study.studyId, trialId);
    if (await check.has(receiptKey)) {
      cells.succeeded += 1;
      const receipt = await check.record(receiptKey, receiptSchema);
      if (!receipt) continue;
      const { predictions, history, weights, innerPredictions } = receipt;
      const inner = innerPredictions ? [innerPredictions] : [];
      for (const { key, sha256 } of [predictions, history, weights, ...inner]) {
        check.expect(key, sha256);
      }
      continue;
    }
    const failure = (await check.has(failureKey))
      ? await check.record(failureKey, failureSchema)
      : null;
    if (failure && isStanding(control, trialId, failure.edition)) cells.failed += 1;
    else if (wishFor(control, trialId) === 'cancel') cells.cancelled += 1;
    else cells.open += 1;
  }
  return cells;
}

async function expectEnd({ studyId }: Study, check: Check): Promise<void> {
  const ensembleKey = objectPaths.ensemble(studyId);
  if (await check.has(ensembleKey)) {
    const ensemble = await check.record(ensembleKey, ensembleResultSchema);
    if (ensemble) check.expect(ensemble.predictions.key, ensemble.predictions.sha256);
  }
  const reportKey = objectPaths.report(studyId);
  if (await check.has(reportKey)) await check.record(reportKey, reportSchema);
}

async function expectCrossEvaluations(
  { studyId }: Study,
  store: ObjectStore,
  check: Check,
): Promise<void> {
  for await (const { key } of store.list(objectPaths.crossEvaluations(studyId))) {
    if (!key.endsWith('/result.json')) continue;
    const evaluation = await check.record(key, crossEvaluationSchema);
    if (evaluation) check.expect(evaluation.predictions.key, evaluation.predictions.sha256);
  }
}

async function expectExplanations(
  { studyId }: Study,
  store: ObjectStore,
  check: Check,
): Promise<void> {
  for await (const { key } of store.list(objectPaths.explanations(studyId))) {
    if (!key.endsWith('/explanation.json')) continue;
    const explanation = await check.record(key, explanationSchema);
    for (const picture of explanation?.pictures ?? []) check.expect(picture.key, picture.sha256);
  }
}

type Check = ReturnType<typeof createCheck>;

function createCheck(store: ObjectStore) {
  const problems: string[] = [];
  const expected = new Map<string, string>();

  async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AppError) || !isFinding(error)) throw error;
      if (!problems.includes(error.message)) problems.push(error.message);
      return null;
    }
  }

  async function compare(key: string): Promise<void> {
    const loaded = await attempt(() => store.get(key));
    const wanted = expected.get(key);
    expected.delete(key);
    if (!loaded || wanted === undefined || loaded.sha256 === wanted) return;
    problems.push(`expected SHA-256 ${wanted} for ${key}, got ${loaded.sha256}`);
  }

  return {
    problems,
    has: async (key: string) => (await store.head(key)) !== null,
    record: <S extends z.ZodType>(key: string, schema: S) =>
      attempt(() => readJson(store, key, schema)),
    expect(key: string, sha256: string) {
      expected.set(key, sha256);
    },
    /** Compares all objects below a prefix, and what is expected elsewhere or not there at all. */
    async all(prefix: string): Promise<number> {
      let objects = 0;
      for await (const { key } of store.list(prefix)) {
        objects += 1;
        await compare(key);
      }
      for (const key of [...expected.keys()]) {
        objects += 1;
        await compare(key);
      }
      return objects;
    },
  };
}

function isFinding({ code }: AppError): boolean {
  return code === 'OBJECT_CORRUPT' || code === 'OBJECT_MISSING';
}
