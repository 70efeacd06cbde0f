import {
  countRepeats,
  significance,
  type Comparison,
  type Report,
  type Study,
  type VariantReport,
} from '@crossfold/contracts';
import {
  binomialInterval,
  chancesOfEquivalence,
  intervalOfMean,
  judgeFamily,
  powerAt,
  prospectsOf,
  smallestDetectable,
  type CellComparison,
  type FamilyVerdict,
} from '@crossfold/model';

const targetPower = 0.8;
/** True differences that power is stated for. */
const chosenDifferences = [0.01, 0.03, 0.05];
/** The most that a study file takes. */
const [maxRepeats, maxSeeds] = [50, 100];

type Judged = Pick<VariantReport, 'name' | 'isNull' | 'foreign' | 'comparison'>;

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
  const margin = marginOf(study);
  const arms = variants.filter(({ name, isNull }) => !isNull && comparisons.has(name));
  const family = arms.flatMap(({ name }) => comparisons.get(name) ?? []);
  const ofArms = new Map(judgeFamily(family, margin).map((said, i) => [arms[i]?.name, said]));
  return variants.map((variant) => {
    const { name, comparison } = variant;
    const found = comparisons.get(name);
    if (!comparison || !found) return variant;
    const inFamily = ofArms.get(name);
    const said = inFamily ?? (judgeFamily([found], margin)[0] as FamilyVerdict);
    const strictest = significance / (inFamily ? arms.length : 1);
    const judged = judge(comparison, found, { said, strictest, study });
    // More seeds or repeats of this study would say nothing of a model that is not trained in it.
    return { ...variant, comparison: variant.foreign ? { ...judged, outlook: null } : judged };
  });
}

interface Standing {
  readonly said: FamilyVerdict;
  /** The level at which it would be tested first. */
  readonly strictest: number;
  readonly study: Study;
}

function judge(
  comparison: Comparison,
  found: CellComparison,
  { said, strictest, study }: Standing,
): Comparison {
  const { standardError, spread, test, mean } = found;
  const { adjustedP, level, interval, verdict } = said;
  const precision = { mean, standardError, df: test.df };
  const { foldPlan, seeds } = study;
  const margin = marginOf(study);
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
      smallestDetectable: smallestDetectable(precision, strictest, targetPower),
    },
    outlook:
      verdict === 'undecided'
        ? prospectsOf(
            found,
            { ...plan, maxRepeats, maxSeeds },
            { level: strictest, margin, chance: targetPower },
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

function marginOf({ marginPoints = 1 }: Pick<Study, 'marginPoints'>): number {
  return marginPoints / 100;
}

function rootOf(variance: number | null): number | null {
  return variance === null ? null : Math.sqrt(variance);
}
