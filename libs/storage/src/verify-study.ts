import {
  AppError,
  byteObjects,
  isStanding,
  listTrials,
  newControl,
  records,
  stateOfEnd,
  studyFolder,
  desiredStateFor,
  type Control,
  type Receipt,
  type Report,
  type Study,
  type TrialCell,
} from '@crossfold/contracts';
import type { ObjectStore } from './object-store.js';
import { listRecords } from './records.js';
import { findStudyRemoval, listRemoved, objectRemoved } from './removals.js';
import { createCheck, type Check } from './verify-check.js';
import { expectCrossEvaluations, expectExplanations } from './verify-later-tasks.js';
import { expectCauses, expectDecision } from './verify-skip.js';

export interface VerifiedStudy {
  readonly studyId: string;
  readonly objects: number;
  /** Objects that a record names and that policies of retention took out, as their records say. */
  readonly removed: number;
  readonly cells: {
    readonly succeeded: number;
    readonly failed: number;
    readonly skipped: number;
    readonly racedOut: number;
    readonly cancelled: number;
    readonly open: number;
  };
  /** What is asked for and has no end yet, such as `report` or `explanation 1`. */
  readonly unfinished: readonly string[];
  /** One line for each object that is missing, damaged or not what its receipt says. */
  readonly problems: readonly string[];
  /** One line for each document of a version that this crossfold does not know: it is not damaged. */
  readonly unreadVersions: readonly string[];
}

/**
 * Reads every object of a study and compares it with its checksum and with the hash that the
 * study, a receipt or the ensemble gives for it; and looks for those that others speak of. A
 * checkpoint that is gone is no problem: nothing speaks of it, and its trial would do without.
 *
 * @throws AppError NOT_FOUND where the store holds nothing of such a study; OBJECT_REMOVED where a policy
 *   took it out
 */
export async function verifyStudy(store: ObjectStore, studyId: string): Promise<VerifiedStudy> {
  const gone = await findStudyRemoval(store, studyId);
  if (gone && !(await store.head(records.study.key({ studyId })))) {
    throw objectRemoved(`a study for ${studyId}`, gone);
  }
  const check = createCheck(store, await listRemoved(store, studyId));
  const prefix = studyFolder(studyId);
  const study = await check.record(records.study, { studyId });
  const cells = { succeeded: 0, failed: 0, skipped: 0, racedOut: 0, cancelled: 0, open: 0 };
  const unfinished: string[] = [];
  if (study) {
    const report = await check.recordIfThere(records.report, { studyId });
    await expectPlan(study, check);
    for (const { sha256 } of study.foreignArms ?? []) {
      check.expect(byteObjects.blob.key({ sha256 }), sha256);
    }
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
  const { problems, unreadVersions, absent } = check;
  const removed = absent.size;
  return { studyId, objects, removed, cells, unfinished, problems, unreadVersions };
}

function lostEnd(studyId: string, { trialId }: TrialCell): string {
  const ends = [
    records.receipt.key({ studyId, trialId }),
    records.failure.key({ studyId, trialId }),
  ];
  return `expected ${ends.join(' or ')}, since the report tells the end of the trial, got neither`;
}

async function expectPlan({ dataset, foldPlan }: Study, check: Check): Promise<void> {
  const manifestAt = { sha256: dataset.manifestSha256 };
  const planAt = { sha256: foldPlan.sha256 };
  check.expect(records.manifest.key(manifestAt), manifestAt.sha256);
  check.expect(records.foldPlan.key(planAt), planAt.sha256);
  await check.record(records.manifest, manifestAt);
  await check.record(records.foldPlan, planAt);
}

/** Without a control nobody has asked for anything; but a report of a later edition says otherwise. */
async function readControl(studyId: string, report: Report | null, check: Check): Promise<Control> {
  const key = records.control.key({ studyId });
  const control = (await check.recordIfThere(records.control, { studyId })) ?? newControl(studyId);
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
  const at = { studyId: study.studyId, trialId };
  if (await check.has(records.receipt.key(at))) {
    const receipt = await check.record(records.receipt, at);
    if (receipt) expectResult(study, trialId, receipt, check);
    return 'succeeded';
  }
  if (await check.has(records.failure.key(at))) {
    const failure = await check.record(records.failure, at);
    const state = failure ? stateOfEnd(failure) : 'failed';
    const isRacedOut = state === 'raced-out';
    const isEnd = !failure || isStanding(control, trialId, failure.edition, isRacedOut);
    if (isEnd && failure && state === 'skipped') await expectCauses(study, failure, check);
    if (isEnd && failure && isRacedOut) await expectDecision(failure, check);
    if (isEnd) return isRacedOut ? 'racedOut' : state;
  }
  return desiredStateFor(control, trialId) === 'cancel' ? 'cancelled' : 'open';
}

function expectResult(study: Study, trialId: string, receipt: Receipt, check: Check): void {
  const { studyId } = study;
  const { predictions, history, weights, innerPredictions, attempt, environment } = receipt;
  const inner = innerPredictions ? [innerPredictions] : [];
  for (const { key, sha256 } of [predictions, history, weights, ...inner]) {
    check.expect(key, sha256);
  }
  check.expect(records.attempt.key({ studyId, trialId, attempt }));
  if (environment.memoryHalvings) check.expect(records.memoryRelief.key({ studyId, trialId }));
  const variant = study.variants.find(({ name }) => name === receipt.variant);
  const isOfCell =
    receipt.studyId === studyId &&
    receipt.trialId === trialId &&
    receipt.configSha256 === variant?.configSha256 &&
    receipt.manifestSha256 === study.dataset.manifestSha256 &&
    receipt.foldPlanSha256 === study.foldPlan.sha256;
  if (isOfCell) return;
  const key = records.receipt.key({ studyId, trialId });
  check.complain(`expected the receipt of ${trialId} for ${key}, got that of another trial`);
}

async function expectEnsemble(studyId: string, report: Report | null, check: Check): Promise<void> {
  const key = records.ensemble.key({ studyId });
  if (report?.ensemble) check.expect(key);
  await check.recordIfThere(records.ensembleFailure, { studyId });
  const ensemble = await check.recordIfThere(records.ensemble, { studyId });
  if (!ensemble) return;
  const said = ensemble.scoredViews?.members.map(({ predictions }) => predictions) ?? [];
  for (const { key, sha256 } of [ensemble.predictions, ...said]) check.expect(key, sha256);
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
    check.expect(records.sealedOpening.key({ partSha256, studyId: opener, number }));
  }
  let own = 0;
  for await (const { key, at } of listRecords(store, records.sealedOpening, {})) {
    if (at.studyId !== studyId) continue;
    own += 1;
    check.expect(key);
    await check.record(records.sealedOpening, at);
  }
  if (ensemble && own === 0) {
    check.complain(`expected an opening of the sealed part by ${studyId} in the log, got none`);
  }
}
