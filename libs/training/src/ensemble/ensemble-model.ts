import {
  AppError,
  ensembleModelSchema,
  listTrials,
  parseWith,
  records,
  type EnsembleConfig,
  type EnsembleModel,
  type EnsembleResult,
  type Receipt,
  type Study,
} from '@crossfold/contracts';
import {
  explainAbsence,
  readRecord,
  readRecordIfThere,
  type ObjectStore,
} from '@crossfold/storage';
import { configOf } from './config-of.js';
import { readConformalScores, splitOf, temperatureOf } from './conformal-scores.js';
import { readCandidates, weighMembers, type EnsembleMember } from './ensemble-members.js';
import { learnWeights } from './learn-weights.js';

/** Models that predict together, as their study has them. */
interface Chosen {
  readonly members: readonly EnsembleMember[];
  readonly combination: EnsembleModel['combination'];
  readonly testTimeAugmentation: EnsembleModel['testTimeAugmentation'];
  readonly measured: EnsembleModel['measured'];
}

/**
 * All that predicts a new image but for the weights: the ensemble of a study as it was scored on the
 * sealed part, or as it would be; or one trial alone. Reads nothing of the sealed part.
 *
 * @param trialId of the model that predicts alone; null for the ensemble
 * @throws AppError NOT_FOUND for a trial without a result; CONFLICT for a study without an ensemble, or
 *   one without a finished trial; REQUEST_UNFIT for an ensemble that cannot predict one image
 */
export async function readEnsembleModel(
  store: ObjectStore,
  studyId: string,
  trialId: string | null,
): Promise<EnsembleModel> {
  const study = await readRecord(store, records.study, { studyId });
  const { classes, classTitles, positive } = await readRecord(store, records.manifest, {
    sha256: study.dataset.manifestSha256,
  });
  const { members, combination, testTimeAugmentation, measured } =
    trialId === null
      ? await chooseEnsemble(store, study)
      : await chooseTrial(store, study, trialId);
  const conformal = await readConformalScores(store, members, {
    classes: classes.length,
    combination,
    plan: study.foldPlan.options,
  });
  const model = {
    schemaVersion: 2,
    study: { studyId, name: study.name },
    trialId,
    dataset: {
      name: study.dataset.name,
      manifestSha256: study.dataset.manifestSha256,
    },
    foldPlanSha256: study.foldPlan.sha256,
    classes,
    classTitles,
    positive,
    combination,
    testTimeAugmentation,
    members: members.map((member) => describeMember(study, member)),
    conformal,
    measured,
  };
  return parseWith(ensembleModelSchema, model, 'INTERNAL', `the model of ${studyId}`);
}

/**
 * Proves that the weights of all members are there, without reading them.
 *
 * @throws AppError OBJECT_MISSING; OBJECT_REMOVED where a policy took them out
 */
export async function assertWeightsKept(store: ObjectStore, model: EnsembleModel): Promise<void> {
  for (const { weights } of await readMembers(store, model)) {
    if (await store.head(weights.key)) continue;
    const missing = new AppError('OBJECT_MISSING', `expected weights at ${weights.key}, got none`);
    throw await explainAbsence(store, weights.key, missing);
  }
}

/** The receipts of the members of a model, in its order. */
export function readMembers(
  store: ObjectStore,
  { study: { studyId }, members }: EnsembleModel,
): Promise<Receipt[]> {
  return Promise.all(
    members.map(({ trialId }) => readRecord(store, records.receipt, { studyId, trialId })),
  );
}

async function chooseTrial(store: ObjectStore, study: Study, trialId: string): Promise<Chosen> {
  const { studyId } = study;
  const isKnown = listTrials(study).some((cell) => cell.trialId === trialId);
  const receipt =
    isKnown && (await readRecordIfThere(store, records.receipt, { studyId, trialId }));
  if (!receipt) {
    throw new AppError(
      'NOT_FOUND',
      `expected a finished trial of ${study.name} to predict with, got "${trialId}"`,
      { remedy: 'See its trials: crossfold study show.' },
    );
  }
  const members = [{ receipt, weight: 1 }];
  const { testTimeAugmentation } = configOf(study, receipt).evaluation;
  return { members, combination: 'mean', testTimeAugmentation, measured: null };
}

async function chooseEnsemble(store: ObjectStore, study: Study): Promise<Chosen> {
  const { name, ensemble } = study;
  if (!ensemble) {
    throw new AppError('CONFLICT', `expected an ensemble of study ${name}, which asks for none`, {
      remedy: `Name one of its trials: ${name}/${listTrials(study)[0]?.trialId}.`,
    });
  }
  const { combination, testTimeAugmentation } = ensemble;
  if (combination === 'rankMean') {
    throw new AppError(
      'REQUEST_UNFIT',
      `expected a combination that can predict one image for the ensemble of ${name}, got rankMean`,
      { remedy: 'Ranks are over many images: name a trial of the study, or clone it with mean.' },
    );
  }
  const scored = await readRecordIfThere(store, records.ensemble, { studyId: study.studyId });
  const members = await readMembersOf(store, study, ensemble, scored);
  const measured = scored?.conformal ?? null;
  return { members, combination, testTimeAugmentation, measured };
}

/** Those that were scored, where the ensemble has been scored. */
async function readMembersOf(
  store: ObjectStore,
  study: Study,
  ensemble: EnsembleConfig,
  scored: EnsembleResult | null,
): Promise<EnsembleMember[]> {
  if (!scored) {
    const plan = await readRecord(store, records.foldPlan, { sha256: study.foldPlan.sha256 });
    const { receipts } = await readCandidates(store, study, ensemble);
    return weighMembers(receipts, await learnWeights(store, ensemble, plan, receipts));
  }
  const receipts = await Promise.all(
    scored.members.map((trialId) =>
      readRecord(store, records.receipt, { studyId: study.studyId, trialId }),
    ),
  );
  return weighMembers(receipts, scored.learnt);
}

function describeMember(
  study: Study,
  { receipt, weight }: EnsembleMember,
): EnsembleModel['members'][number] {
  const { model, region, evaluation } = configOf(study, receipt);
  const { trialId, weights } = receipt;
  const { testTimeAugmentation } = evaluation;
  return {
    trialId,
    split: splitOf(study.foldPlan.options, receipt),
    weight,
    temperature: temperatureOf(receipt),
    weightsSha256: weights.sha256,
    model,
    region,
    ...(testTimeAugmentation !== 'none' && { heldOutViews: testTimeAugmentation }),
  };
}
