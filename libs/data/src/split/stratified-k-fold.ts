import { toGenerator, type MersenneTwister } from './mersenne-twister.js';
import { countCodes, encodeByAppearance, type Labels } from './encode-labels.js';
import { assertSplittable } from './split-limits.js';

/**
 * The fold of each row, identical to scikit-learn's
 * `StratifiedKFold(n_splits=folds, shuffle=True, random_state=seed)`.
 *
 * @param seed or a generator, which goes on from where it is: with one for several calls they are the
 *   repeats of `RepeatedStratifiedKFold(random_state=seed)`
 * @throws AppError FOLD_PLAN_INVALID when every class has fewer rows than there are folds.
 */
export function stratifiedKFold(
  labels: Labels,
  folds: number,
  seed: number | MersenneTwister,
): Int32Array {
  const classes = encodeByAppearance(labels);
  const classCounts = countCodes(classes);
  assertSplittable(folds, classCounts);
  const queues = shuffledFolds(classCounts, folds, toGenerator(seed));
  const taken = new Int32Array(classes.count);
  return classes.codes.map((code) => {
    const next = taken[code] as number;
    taken[code] = next + 1;
    return queues[code]?.[next] as number;
  });
}

/** For each class the folds of its rows, in the order of the rows. */
function shuffledFolds(
  classCounts: Float64Array,
  folds: number,
  random: MersenneTwister,
): Int32Array[] {
  let offset = 0;
  return Array.from(classCounts, (count) => {
    const queue = dealtFolds(offset, count, folds);
    offset += count;
    random.shuffle(queue);
    return queue;
  });
}

/** Rows sorted by class are assigned to the folds in turn; a class begins where the last one ended. */
function dealtFolds(offset: number, count: number, folds: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => (offset + i) % folds).sort();
}
