import { AppError } from '@crossfold/contracts';
import { toGenerator, type MersenneTwister } from './mersenne-twister.js';
import { countCodes, encodeSorted, type EncodedLabels, type Labels } from './encode-labels.js';
import { columnStd, contiguousStd, isClose, mean } from './numpy-statistics.js';
import { assertSplittable } from './split-limits.js';

/**
 * The fold of each row, no group on two sides, identical to scikit-learn's
 * `StratifiedGroupKFold(n_splits=folds, shuffle=True, random_state=seed)` from 1.8 on (the shuffled
 * version was wrong before). Like it, this may leave a fold empty: the caller has to look.
 *
 * @param seed or a generator, which goes on from where it is: so the repeats of a plan are drawn
 * @throws AppError FOLD_PLAN_INVALID when every class has fewer rows than there are folds, or when
 * there are fewer groups than folds.
 */
export function stratifiedGroupKFold(
  labels: Labels,
  groups: Labels,
  folds: number,
  seed: number | MersenneTwister,
): Int32Array {
  const classes = encodeSorted(labels);
  const encoded = encodeSorted(groups);
  const classTotals = countCodes(classes);
  assertSplittable(folds, classTotals);
  if (folds > encoded.count) {
    throw new AppError(
      'FOLD_PLAN_INVALID',
      `expected ${folds} or more groups for ${folds} folds, got ${encoded.count}`,
    );
  }
  const counts = classCountsOfGroups(classes, encoded);
  const foldOfGroup = new Int32Array(encoded.count);
  const table = new FoldTable(folds, classTotals);
  for (const group of placementOrder(counts, toGenerator(seed))) {
    foldOfGroup[group] = table.place(counts[group] as Float64Array);
  }
  return encoded.codes.map((group) => foldOfGroup[group] as number);
}

/** [group][class] */
function classCountsOfGroups(classes: EncodedLabels, groups: EncodedLabels): Float64Array[] {
  const counts = Array.from({ length: groups.count }, () => new Float64Array(classes.count));
  groups.codes.forEach((group, row) => {
    const ofGroup = counts[group] as Float64Array;
    const code = classes.codes[row] as number;
    ofGroup[code] = (ofGroup[code] as number) + 1;
  });
  return counts;
}

/** Shuffled, then the most uneven groups first; equally uneven ones stay in shuffled order. */
function placementOrder(counts: readonly Float64Array[], random: MersenneTwister): number[] {
  const shuffled = Int32Array.from(counts, (_, group) => group);
  random.shuffle(shuffled);
  const spread = counts.map(contiguousStd);
  return [...shuffled].sort((a, b) => (spread[b] as number) - (spread[a] as number));
}

/** Class counts of the folds while groups are placed one by one. */
class FoldTable {
  readonly #classTotals: Float64Array;
  /** [class][fold] */
  readonly #counts: readonly Float64Array[];
  /** [class][fold]: the counts over the class's total. */
  readonly #shares: readonly Float64Array[];
  readonly #samples: Float64Array;
  /** Spread over the folds of each class's share, as the table stands. */
  readonly #spread: Float64Array;

  constructor(folds: number, classTotals: Float64Array) {
    this.#classTotals = classTotals;
    this.#counts = Array.from(classTotals, () => new Float64Array(folds));
    this.#shares = Array.from(classTotals, () => new Float64Array(folds));
    this.#samples = new Float64Array(folds);
    this.#spread = new Float64Array(classTotals.length);
  }

  /** Puts a group where the classes then lie most evenly; of close folds, in the one with fewer rows. */
  place(group: Float64Array): number {
    const own = [...group.keys()].filter((code) => (group[code] as number) > 0);
    let best = { fold: -1, unevenness: Infinity, samples: Infinity };
    this.#samples.forEach((samples, fold) => {
      const unevenness = this.#unevennessWith(group, own, fold);
      const fewer = isClose(unevenness, best.unevenness) && samples < best.samples;
      if (unevenness < best.unevenness || fewer) best = { fold, unevenness, samples };
    });
    this.#add(group, own, best.fold);
    return best.fold;
  }

  /** Only the classes that the group has change, so only their spread is computed again. */
  #unevennessWith(group: Float64Array, own: readonly number[], fold: number): number {
    const spread = Float64Array.from(this.#spread);
    for (const code of own) spread[code] = this.#spreadWith(code, fold, group[code] as number);
    return mean(spread);
  }

  #spreadWith(code: number, fold: number, added: number): number {
    const shares = this.#shares[code] as Float64Array;
    const kept = shares[fold] as number;
    shares[fold] = this.#shareWith(code, fold, added);
    // NumPy adds a table of one column as it adds contiguous numbers.
    const spread = this.#shares.length === 1 ? contiguousStd(shares) : columnStd(shares);
    shares[fold] = kept;
    return spread;
  }

  #shareWith(code: number, fold: number, added: number): number {
    const counts = this.#counts[code] as Float64Array;
    return ((counts[fold] as number) + added) / (this.#classTotals[code] as number);
  }

  #add(group: Float64Array, own: readonly number[], fold: number): void {
    for (const code of own) {
      const added = group[code] as number;
      const counts = this.#counts[code] as Float64Array;
      const shares = this.#shares[code] as Float64Array;
      this.#spread[code] = this.#spreadWith(code, fold, added);
      shares[fold] = this.#shareWith(code, fold, added);
      counts[fold] = (counts[fold] as number) + added;
      this.#samples[fold] = (this.#samples[fold] as number) + added;
    }
  }
}
