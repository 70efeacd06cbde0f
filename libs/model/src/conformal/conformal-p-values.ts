import { AppError, type ConformalScores } from '@crossfold/contracts';
import { countAbove, countBelow } from './count-sorted.js';

/**
 * For each image and class, how usual it would be for an image of that class to look like this: the
 * cross-conformal p-value of Vovk 2015, which CV+ of Barber et al. 2021 and Romano et al. 2020 turns
 * into sets. Each held-out image is compared with the new one by the models of its own fold, the only
 * ones that saw neither. With one fold it is the p-value of split conformal prediction.
 *
 * The score is one minus the probability of the class (Sadinle, Lei and Wasserman 2019).
 *
 * p-values of folds whose models disagree average out, so that few true classes come out low and sets
 * cover too much. Where `pairs` of models tell how the mean is distributed for true classes, it is
 * therefore put to that distribution.
 *
 * @param bySplit probabilities that the models of each split give, [images, classes]
 * @param isClassConditional compare with held-out images of the class in question alone
 * @returns [images, classes]
 * @throws AppError INTERNAL for a calibrated fold without probabilities
 */
export function conformalPValues(
  { repeats, splits, pairs }: ConformalScores,
  bySplit: ReadonlyMap<number, Float64Array>,
  classes: number,
  isClassConditional: boolean,
): Float64Array {
  const length = bySplit.values().next().value?.length ?? 0;
  const atLeast = new Float64Array(length);
  const sizes = new Float64Array(classes);
  for (const { split, scores } of splits) {
    const probabilities = bySplit.get(split);
    if (!probabilities) {
      throw new AppError('INTERNAL', `expected probabilities of the models of split ${split}`);
    }
    const all = Float64Array.from(scores.flat()).sort();
    const compared = scores.map((own) => (isClassConditional ? Float64Array.from(own) : all));
    compared.forEach((own, c) => (sizes[c] = (sizes[c] ?? 0) + own.length));
    for (const [i, p] of probabilities.entries()) {
      const own = compared[i % classes] as Float64Array;
      atLeast[i] = (atLeast[i] as number) + own.length - countBelow(own, 1 - p);
    }
  }
  return atLeast.map((count, i) => {
    const c = i % classes;
    const p = (count + repeats) / ((sizes[c] as number) + repeats);
    const known = (isClassConditional ? pairs?.classes[c] : pairs?.all) ?? [];
    return known.length === 0 ? p : (known.length + 1 - countAbove(known, p)) / (known.length + 1);
  });
}

/**
 * The classes that a conformal set holds: those which do not look unusual. A set may be empty.
 *
 * @param pValues of one image, [classes]
 */
export function conformalSet(pValues: Float64Array, coverage: number): number[] {
  return [...pValues.keys()].filter((c) => (pValues[c] as number) > 1 - coverage);
}
