import { threadsOf } from './threads.js';
import { nameTrial, trainingHash, variantHash, type Study, type TrialCell } from './study.js';

/**
 * The trial of another study that is the same: of the same configuration, whatever its name, on the
 * same images, fold and seed. What it was made by, its receipt says.
 *
 * @returns its id; null where there is none
 */
export function findSameTrial(other: Study, study: Study, cell: TrialCell): string | null {
  if (whyNoneIsSame(other, study) !== null || !other.seeds.includes(cell.seed)) return null;
  const variant = sameVariant(other, study, cell.variant);
  return variant === null ? null : nameTrial(other, { ...cell, variant });
}

/**
 * The trials that end with the weights that this one ends with and are others: of the same training, on
 * the same images, fold and seed, and scored otherwise.
 *
 * @param other a study, which may be that of the cell
 */
export function listTrainedAlike(other: Study, study: Study, cell: TrialCell): string[] {
  const wanted = study.variants.find(({ name }) => name === cell.variant);
  if (!wanted || whyNoneIsSame(other, study) !== null || !other.seeds.includes(cell.seed))
    return [];
  const [trained, whole] = [trainingHash(wanted), variantHash(wanted)];
  return other.variants
    .filter((variant) => trainingHash(variant) === trained && variantHash(variant) !== whole)
    .map(({ name: variant }) => nameTrial(other, { ...cell, variant }));
}

/** What parts two studies so that no trial of one trains as a trial of the other; null where nothing does. */
export function whyNoneIsSame(other: Study, study: Study): string | null {
  if (other.dataset.manifestSha256 !== study.dataset.manifestSha256) {
    return `it has other images (${other.dataset.name} as it was then)`;
  }
  if (other.foldPlan.sha256 !== study.foldPlan.sha256) return 'its images are split otherwise';
  if (other.threads !== study.threads) {
    return other.threads === undefined
      ? 'how many threads its trials had is not known'
      : `its trials have ${other.threads} thread(s), not ${threadsOf(study)}`;
  }
  const seeds = other.seeds.filter((seed) => study.seeds.includes(seed));
  if (seeds.length === 0) return `its seeds are others: ${other.seeds.join(', ')}`;
  const trained = new Set(other.variants.map(trainingHash));
  const isShared = study.variants.some((variant) => trained.has(trainingHash(variant)));
  return isShared ? null : 'no variant of it has a configuration of this one';
}

function sameVariant(other: Study, study: Study, name: string): string | null {
  const wanted = study.variants.find((variant) => variant.name === name);
  if (!wanted) return null;
  const hash = variantHash(wanted);
  return other.variants.find((variant) => variantHash(variant) === hash)?.name ?? null;
}
