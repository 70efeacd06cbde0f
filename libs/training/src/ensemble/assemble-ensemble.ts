import {
  AppError,
  contentHash,
  records,
  type EnsembleConfig,
  type EnsembleResult,
  type FoldPlan,
  type Manifest,
  type PositiveGroup,
  type ModelConfig,
  type RegionConfig,
  type Study,
} from '@crossfold/contracts';
import { groupOf, sealedImages } from '@crossfold/data';
import type { GraphCache } from '@crossfold/graph/tensorflow';
import {
  evaluate,
  groupIntervals,
  summariseUncertainty,
  type EnsemblePredictions,
} from '@crossfold/model';
import {
  assertNamed,
  createRecord,
  readRecord,
  replaceRecord,
  type ObjectStore,
} from '@crossfold/storage';
import { openTrialImages, type OpenImages } from '../trial/trial-images.js';
import { compareOnSealed } from './compare-on-sealed.js';
import {
  readBaseline,
  readCandidates,
  weighMembers,
  type EnsembleMember,
} from './ensemble-members.js';
import { calibrateVotes, tallyVotes } from './ensemble-votes.js';
import { measureSealedCoverage } from './sealed-coverage.js';
import { configOf } from './config-of.js';
import { learnWeights } from './learn-weights.js';
import { logSealedOpening } from './log-opening.js';
import { predictSetsWithMember } from './predict-with-member.js';
import { scoreMemberViews, type ViewedVote } from './score-member-views.js';

export interface EnsembleProgress {
  readonly type: 'member';
  readonly member: number;
  readonly members: number;
}

interface EnsembleContext {
  readonly store: ObjectStore;
  readonly cacheDir: string;
  /** Graphs of the process, which members share. */
  readonly graphs: GraphCache;
  /** Who opens the sealed part. */
  readonly worker: string;
  readonly report: (progress: EnsembleProgress) => void;
}

/**
 * Scores the ensemble of a study on the sealed part, once. All that is learnt is learnt, and all
 * weights are found whole, before the opening of the part is written down, and the part is read
 * after. Every member was trained on the pool alone, so none saw it.
 *
 * @throws AppError CONFLICT when the study has no ensemble, or no trial of its variants succeeded;
 *   OBJECT_CORRUPT or OBJECT_MISSING naming the weights that are damaged
 */
export async function assembleEnsemble(
  studyId: string,
  context: EnsembleContext,
): Promise<EnsembleResult> {
  const { store, worker } = context;
  const study = await readRecord(store, records.study, { studyId });
  const { ensemble } = study;
  if (!ensemble) throw new AppError('CONFLICT', `study ${studyId} asks for no ensemble`);
  const [manifest, plan] = await Promise.all([
    readRecord(store, records.manifest, { sha256: study.dataset.manifestSha256 }),
    readRecord(store, records.foldPlan, { sha256: study.foldPlan.sha256 }),
  ]);
  const { receipts, missing } = await readCandidates(store, study, ensemble);
  const learnt = await learnWeights(store, ensemble, plan, receipts);
  const members = weighMembers(receipts, learnt);
  const names = members.map(({ receipt }) => receipt.trialId);
  const baseline = await readBaseline(store, study);
  const references = baseline.filter(({ trialId }) => !names.includes(trialId));
  // An opening is never unwritten: it must not fail on weights that are damaged.
  for (const { weights } of [...members.map(({ receipt }) => receipt), ...references]) {
    await assertNamed(store, weights);
  }
  await logSealedOpening(store, plan, {
    studyId,
    worker,
    variant: ensemble.variant,
    members: names,
    views: [...ensemble.views],
    ...(references.length > 0 && { references: references.map(({ trialId }) => trialId) }),
  });
  const scored = [...members, ...references.map((receipt) => ({ receipt, weight: 0 }))];
  const part = { manifest, plan, ensemble };
  const {
    votes: all,
    asHeldOut,
    imageIds,
    labels,
  } = await collectVotes(context, study, scored, part);
  const votes = all.slice(0, members.length);
  const images = { classes: manifest.classes, imageIds, labels };
  const predictions = tallyVotes(votes, ensemble.combination, images);
  const calibration = calibrateVotes(votes, ensemble.combination, predictions);
  const groups = new Map(plan.assignments.map((row) => [row.imageId, groupOf(row)]));
  const baselineVotes = scored.flatMap(({ receipt: { trialId, variant } }, i) => {
    const probabilities = all[i]?.probabilities;
    return probabilities && variant === baseline[0]?.variant ? [{ trialId, probabilities }] : [];
  });
  const conformal = await measureSealedCoverage(
    store,
    members,
    asHeldOut.slice(0, members.length),
    {
      ...part,
      imageIds,
      labels,
    },
  );
  return publishEnsemble(store, study, {
    ...ensemble,
    members: names,
    missing,
    learnt,
    predictions,
    positive: manifest.positive,
    calibration,
    conformal,
    intervals: groupIntervals(predictions, groups),
    scoredViews: await scoreMemberViews(store, study, {
      members,
      votes,
      ensemble,
      images,
      groups,
    }),
    comparison: compareOnSealed(predictions, baseline[0]?.variant ?? '', baselineVotes, {
      images,
      groups,
    }),
  });
}

interface SealedPart {
  readonly manifest: Manifest;
  readonly plan: FoldPlan;
  readonly ensemble: EnsembleConfig;
}

/**
 * What every member says of the sealed images, in their order; `asHeldOut` in the views in which it
 * predicted the images that it was held out from.
 */
async function collectVotes(
  context: EnsembleContext,
  study: Study,
  members: readonly EnsembleMember[],
  part: SealedPart,
): Promise<{
  votes: ViewedVote[];
  asHeldOut: Float64Array[];
  imageIds: readonly string[];
  labels: Int32Array;
}> {
  const opened = new Map<string, OpenImages>();
  const votes: ViewedVote[] = [];
  const asHeldOut: Float64Array[] = [];
  try {
    for (const { receipt, weight } of members) {
      const { model, region, evaluation } = configOf(study, receipt);
      const key = contentHash([model.imageSizePx, region]);
      const images = opened.get(key) ?? (await openSealed(context, part, model, region));
      opened.set(key, images);
      const { testTimeAugmentation, views } = part.ensemble;
      // Conformal sets compare an image with those that the model was held out from, in their views.
      const heldOutViews = evaluation.testTimeAugmentation;
      // Models of the baseline that do not vote stand beside the ensemble, and nowhere else.
      const others = weight > 0 ? [heldOutViews, ...views] : [];
      const sets = [...new Set([testTimeAugmentation, ...others])];
      const found = await predictSetsWithMember(context.store, receipt, images, {
        model,
        classes: part.manifest.classes.length,
        sets,
        graphs: context.graphs,
      });
      const bySet = new Map(sets.map((set, i) => [set, found[i] ?? new Float32Array()]));
      const probabilities = Float64Array.from(found[0] ?? []);
      asHeldOut.push(Float64Array.from(bySet.get(heldOutViews) ?? probabilities));
      votes.push({
        probabilities,
        bySet,
        weight,
        temperature: receipt.calibration?.temperature ?? null,
      });
      context.report({ type: 'member', member: votes.length, members: members.length });
    }
    const [{ imageIds, labels }] = [...opened.values()] as [OpenImages];
    return { votes, asHeldOut, imageIds, labels };
  } finally {
    for (const images of opened.values()) await images.close();
  }
}

function openSealed(
  { store, cacheDir }: EnsembleContext,
  { manifest, plan }: SealedPart,
  { imageSizePx: sizePx }: ModelConfig,
  region: RegionConfig,
): Promise<OpenImages> {
  const imageIds = sealedImages(plan);
  return openTrialImages({
    store,
    cacheDir,
    manifest,
    imageIds,
    sizePx,
    region,
    onProgress: () => undefined,
  });
}

type Outcome = Omit<
  EnsembleResult,
  'schemaVersion' | 'studyId' | 'predictions' | 'evaluation' | 'uncertainty' | 'scoredAt'
> & {
  readonly predictions: EnsemblePredictions;
  readonly positive: PositiveGroup | null;
};

async function publishEnsemble(
  store: ObjectStore,
  study: Study,
  { predictions, positive, ...rest }: Outcome,
): Promise<EnsembleResult> {
  const at = { studyId: study.studyId };
  const stored = await replaceRecord(store, records.ensemblePredictions, at, predictions);
  const result: EnsembleResult = {
    schemaVersion: 3,
    studyId: study.studyId,
    ...rest,
    predictions: { key: records.ensemblePredictions.key(at), sha256: stored.sha256 },
    evaluation: evaluate(predictions, positive),
    uncertainty: summariseUncertainty(predictions),
    scoredAt: new Date().toISOString(),
  };
  if (await createRecord(store, records.ensemble, at, result)) return result;
  const message = `expected nothing yet for ${records.ensemble.key(at)}, got a result`;
  throw new AppError('OBJECT_EXISTS', message);
}
