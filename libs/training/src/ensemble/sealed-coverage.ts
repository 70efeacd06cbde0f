import {
  measuredCoverages,
  type ConformalCoverage,
  type EnsembleConfig,
  type FoldPlan,
  type Manifest,
} from '@crossfold/contracts';
import { listSubgroups } from '@crossfold/data';
import {
  combineFolds,
  conformalPValues,
  measureCoverage,
  type ImageSubgroup,
} from '@crossfold/model';
import { isUnreadable, type ObjectStore } from '@crossfold/storage';
import { readConformalScores, splitOf, temper, temperatureOf } from './conformal-scores.js';
import type { EnsembleMember } from './ensemble-members.js';

interface SealedImages {
  readonly manifest: Manifest;
  readonly plan: FoldPlan;
  readonly ensemble: EnsembleConfig;
  readonly imageIds: readonly string[];
  readonly labels: Int32Array;
}

/**
 * How often the conformal sets of an ensemble hold the true class of the sealed images, which
 * calibrated nothing.
 *
 * @param asHeldOut what each member says of the sealed images, in the views in which it predicted those
 *   that it was held out from, [images, classes]
 * @returns null for a combination that cannot predict one image, and where out-of-fold predictions
 *   cannot be read: the scores of the ensemble do not rest on them, and the report, which does,
 *   names what is damaged
 */
export async function measureSealedCoverage(
  store: ObjectStore,
  members: readonly EnsembleMember[],
  asHeldOut: readonly Float64Array[],
  { manifest, plan, ensemble, imageIds, labels }: SealedImages,
): Promise<ConformalCoverage[] | null> {
  const { combination } = ensemble;
  if (combination === 'rankMean') return null;
  const classes = manifest.classes.length;
  const scores = await readConformalScores(store, members, {
    classes,
    combination,
    plan: plan.options,
  }).catch(unlessUnreadable);
  if (scores === null) return null;
  const votes = members.map(({ receipt, weight }, k) => ({
    split: splitOf(plan.options, receipt),
    weight,
    probabilities: temper(asHeldOut[k] as Float64Array, classes, temperatureOf(receipt)),
  }));
  const bySplit = combineFolds(votes, classes, combination);
  const subgroups = positionsOf(manifest, imageIds);
  return [false, true].flatMap((isClassConditional) => {
    const pValues = conformalPValues(scores, bySplit, classes, isClassConditional);
    return measuredCoverages.map((coverage) =>
      measureCoverage(pValues, { coverage, isClassConditional, classes, labels, subgroups }),
    );
  });
}

function unlessUnreadable(error: unknown): null {
  if (isUnreadable(error)) return null;
  throw error;
}

function positionsOf(manifest: Manifest, imageIds: readonly string[]): ImageSubgroup[] {
  const positions = new Map(imageIds.map((imageId, position) => [imageId, position]));
  return listSubgroups(manifest, imageIds).map(({ attribute, value, imageIds: own }) => ({
    attribute,
    value,
    images: own.map((imageId) => positions.get(imageId) as number),
  }));
}
