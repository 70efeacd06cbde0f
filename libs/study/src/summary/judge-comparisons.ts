import {
  countRepeats,
  significance,
  type Comparison,
  type Report,
  type Study,
  type VariantReport,
} from '@crossfold/contracts';
import {
  adjustHolm,
  binomialInterval,
  chancesOfEquivalence,
  holmLevels,
  intervalOfMean,
  powerAt,
  prospectsOf,
  smallestDetectable,
  verdictOf,
  type CellComparison,
} from '@crossfold/model';

const wishedPower = 0.8;
/** True differences that power is stated for. */
const chosenDifferences = [0.01, 0.03, 0.05];
/** The most that a study file takes. */
const [maxRepeats, maxSeeds] = [50, 100];

type Judged = Pick<VariantReport, 'name' | 'isNull' | 'comparison'>;

/**
 * Adds to each comparison what is said of it. The arms are a family: p is adjusted by Holm, and the
 * interval that the verdict rests on has the level at which Holm tests the arm, so that the three
 * cannot contradict each other. Null arms ask nothing of the data; each is tested alone.
 *
 * @param comparisons by the name of the arm; none for an arm without two splits
 */
export function judgeComparisons<T extends Judged>(
  variants: readonly T[],
  comparisons: ReadonlyMap<string, CellComparison>,
  study: Study,
): T[] {
  const arms = variants.filter(({ name, isNull }) => !isNull && comparisons.has(name));
  const ps = arms.map(({ name }) => comparisons.get(name)?.test.p ?? 1);
  const [adjusted, levels] = [adjustHolm(ps), holmLevels(ps, significance)];
  const places = new Map(arms.map(({ name }, i) => [name, i]));
  return variants.map((variant) => {
    const found = comparisons.get(variant.name);
    if (!variant.comparison || !found) return variant;
    const place = places.get(variant.name);
    const standing = {
      adjustedP: place === undefined ? found.test.p : (adjusted[place] ?? 1),
      level: place === undefined ? significance : (levels[place] ?? significance),
      strictest: place === undefined ? significance : significance / arms.length,
    };
    return { ...variant, comparison: judge(variant.comparison, found, standing, study) };
  });
}

interface Standing {
  readonly adjustedP: number;
  /** At which Holm's method tests the arm. */
  readonly level: number;
  /** At which it would be tested first. */
  readonly strictest: number;
}

function judge(
  comparison: Comparison,
  found: CellComparison,
  { adjustedP, level, strictest }: Standing,
  { marginPoints = 1, foldPlan, seeds }: Study,
): Comparison {
  const { mean, standardError, spread, test } = found;
  const margin = marginPoints / 100;
  const precision = { mean, standardError, df: test.df };
  const interval = intervalOfMean(precision, level);
  const verdict = verdictOf(mean, adjustedP < significance, interval, margin);
  const plan = { repeats: countRepeats(foldPlan.options), seeds: seeds.length };
  return {
    ...comparison,
    p: test.p,
    adjustedP,
    estimate: {
      units: spread.units,
      testToTrain: spread.testToTrain,
      foldSd: rootOf(found.foldVariance),
      seedSd: rootOf(found.seedVariance),
      standardError,
      df: test.df,
      interval: intervalOfMean(precision, significance),
      family: { level, interval },
    },
    verdict,
    chances: chancesOfEquivalence(precision, margin),
    power: {
      at: chosenDifferences.map((difference) => ({
        difference,
        power: powerAt(difference, precision, strictest),
      })),
      smallestDetectable: smallestDetectable(precision, strictest, wishedPower),
    },
    outlook:
      verdict === 'undecided'
        ? prospectsOf(
            found,
            { ...plan, maxRepeats, maxSeeds },
            { level: strictest, margin, chance: wishedPower },
          )
        : null,
  };
}

/** How often a null arm was told apart from the baseline; null for a study without one. */
export function countFalseVerdicts(variants: readonly Judged[]): Report['nullArms'] {
  const arms = variants.filter(({ isNull }) => isNull);
  if (arms.length === 0) return null;
  const verdicts = arms.flatMap(({ comparison }) => comparison?.verdict ?? []);
  const tested = verdicts.length;
  const falseVerdicts = verdicts.filter((one) => one === 'helps' || one === 'hurts').length;
  const interval = tested === 0 ? null : binomialInterval(falseVerdicts, tested);
  return { tested, falseVerdicts, interval };
}

function rootOf(variance: number | null): number | null {
  return variance === null ? null : Math.sqrt(variance);
}
