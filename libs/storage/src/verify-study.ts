import {
  AppError,
  controlSchema,
  ensembleFailureSchema,
  ensembleResultSchema,
  failureSchema,
  foldPlanSchema,
  isSkip,
  isStanding,
  listTrials,
  manifestSchema,
  newControl,
  objectPaths,
  receiptSchema,
  reportSchema,
  sealedOpeningSchema,
  studySchema,
  wishFor,
  type Control,
  type Receipt,
  type Report,
  type Study,
  type TrialCell,
} from '@crossfold/contracts';
import type { ObjectStore } from './object-store.js';
import { createCheck, type Check } from './verify-check.js';
import { expectCrossEvaluations, expectExplanations } from './verify-later-tasks.js';
import { expectCauses } from './verify-skip.js';

export interface VerifiedStudy {
  readonly studyId: string;
  readonly objects: number;
  readonly cells: {
    readonly succeeded: number;
    readonly failed: number;
    readonly skipped: number;
    readonly cancelled: number;
    readonly open: number;
  };
  /** What is asked for and has no end yet, such as `report` or `explanation 1`. */
  readonly unfinished: readonly string[];
  /** One line for each object that is missing, damaged or not what its receipt says. */
  readonly problems: readonly string[];
}

/**
 * Reads every object of a study and compares it with its checksum and with the hash that the
 * study, a receipt or the ensemble gives for it; and looks for those that others speak of. A
 * checkpoint that is gone is no problem: nothing speaks of it, and its trial would do without.
 *
 * @throws AppError NOT_FOUND where the store holds nothing of such a study
 */
export async function verifyStudy(store: ObjectStore, studyId: string): Promise<VerifiedStudy> {
  const check = createCheck(store);
  const prefix = `${objectPaths.studies}${studyId}/`;
  const study = await check.record(objectPaths.study(studyId), studySchema);
  const cells = { succeeded: 0, failed: 0, skipped: 0, cancelled: 0, open: 0 };
  const unfinished: string[] = [];
  if (study) {
    const report = await check.recordIfThere(objectPaths.report(studyId), reportSchema);
    await expectPlan(study, check);
    const control = await readControl(studyId, report, check);
    const isOver = report !== null && report.edition >= control.edition;
    for (const cell of listTrials(study)) {
      const end = await expectCell(study, cell, control, check);
      cells[end] += 1;
      if (end === 'open' && isOver) check.complain(lostEnd(studyId, cell));
    }
    await expectEnsemble(studyId, report, check);
    await expectOpenings(studyId, report, store, check);
    if (!isOver) unfinished.push('report');
    unfinished.push(
      ...(await expectCrossEvaluations(studyId, store, check)),
      ...(await expectExplanations(studyId, store, check)),
    );
  }
  const objects = await check.all(prefix);
  if (!study && objects === 0) {
    throw new AppError('NOT_FOUND', `expected objects of study ${studyId}, got none`);
  }
  return { studyId, objects, cells, unfinished, problems: check.problems };
}

function lostEnd(studyId: string, { trialId }: TrialCell): string {
  const ends = [objectPaths.receipt(studyId, trialId), objectPaths.failure(studyId, trialId)];
  return `expected ${ends.join(' or ')}, since the report tells the end of the trial, got neither`;
}

async function expectPlan({ dataset, foldPlan }: Study, check: Check): Promise<void> {
  const [manifestKey, planKey] = [
    objectPaths.manifest(dataset.manifestSha256),
    objectPaths.foldPlan(foldPlan.sha256),
  ];
  check.expect(manifestKey, dataset.manifestSha256);
  check.expect(planKey, foldPlan.sha256);
  await check.record(manifestKey, manifestSchema);
  await check.record(planKey, foldPlanSchema);
}

/** Without a control nobody has asked for anything; but a report of a later edition says otherwise. */
async function readControl(studyId: string, report: Report | null, check: Check): Promise<Control> {
  const key = objectPaths.control(studyId);
  const control = (await check.recordIfThere(key, controlSchema)) ?? newControl(studyId);
  const { edition = 1 } = report ?? {};
  if (control.edition < edition) {
    check.complain(
      `expected ${key} of edition ${edition}, as the report is, got ${control.edition}`,
    );
  }
  return control;
}

async function expectCell(
  study: Study,
  { trialId }: TrialCell,
  control: Control,
  check: Check,
): Promise<keyof VerifiedStudy['cells']> {
  const receiptKey = objectPaths.receipt(study.studyId, trialId);
  if (await check.has(receiptKey)) {
    const receipt = await check.record(receiptKey, receiptSchema);
    if (receipt) expectResult(study, trialId, receipt, check);
    return 'succeeded';
  }
  const failureKey = objectPaths.failure(study.studyId, trialId);
  if (await check.has(failureKey)) {
    const failure = await check.record(failureKey, failureSchema);
    const isEnd = !failure || isStanding(control, trialId, failure.edition);
    if (isEnd && failure && isSkip(failure)) {
      await expectCauses(study, failure, check);
      return 'skipped';
    }
    if (isEnd) return 'failed';
  }
  return wishFor(control, trialId) === 'cancel' ? 'cancelled' : 'open';
}

function expectResult(study: Study, trialId: string, receipt: Receipt, check: Check): void {
  const { studyId } = study;
  const { predictions, history, weights, innerPredictions, attempt, environment } = receipt;
  const inner = innerPredictions ? [innerPredictions] : [];
  for (const { key, sha256 } of [predictions, history, weights, ...inner]) {
    check.expect(key, sha256);
  }
  check.expect(objectPaths.attempt(studyId, trialId, attempt));
  if (environment.memoryHalvings) check.expect(objectPaths.memoryRelief(studyId, trialId));
  const variant = study.variants.find(({ name }) => name === receipt.variant);
  const isOfCell =
    receipt.studyId === studyId &&
    receipt.trialId === trialId &&
    receipt.configSha256 === variant?.configSha256 &&
    receipt.manifestSha256 === study.dataset.manifestSha256 &&
    receipt.foldPlanSha256 === study.foldPlan.sha256;
  if (isOfCell) return;
  const key = objectPaths.receipt(studyId, trialId);
  check.complain(`expected the receipt of ${trialId} for ${key}, got that of another trial`);
}

async function expectEnsemble(studyId: string, report: Report | null, check: Check): Promise<void> {
  const key = objectPaths.ensemble(studyId);
  if (report?.ensemble) check.expect(key);
  await check.recordIfThere(objectPaths.ensembleFailure(studyId), ensembleFailureSchema);
  const ensemble = await check.recordIfThere(key, ensembleResultSchema);
  if (ensemble) check.expect(ensemble.predictions.key, ensemble.predictions.sha256);
}

/** Those of the study that the log holds, that the report tells, and that its ensemble proves. */
async function expectOpenings(
  studyId: string,
  report: Report | null,
  store: ObjectStore,
  check: Check,
): Promise<void> {
  const { sealedOpenings = [], ensemble = null } = report ?? {};
  for (const { partSha256, number, studyId: opener } of sealedOpenings) {
    check.expect(objectPaths.sealedOpening(partSha256, opener, number));
  }
  let own = 0;
  for await (const { key } of store.list(objectPaths.allSealedOpenings)) {
    if (key.split('/')[2]?.startsWith(`${studyId}.`) !== true) continue;
    own += 1;
    check.expect(key);
    await check.record(key, sealedOpeningSchema);
  }
  if (ensemble && own === 0) {
    check.complain(`expected an opening of the sealed part by ${studyId} in the log, got none`);
  }
}
