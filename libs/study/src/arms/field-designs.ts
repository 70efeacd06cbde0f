import type { ArmDesigns, Factor, Range } from '@crossfold/contracts';
import { randomStream } from '@crossfold/random';
import { draftArm, type ArmDraft } from './arm-draft.js';
import { nameCombinations, titleOf } from './arm-names.js';
import { combine, type Combination, type DesignFactor, type FieldFactor } from './combinations.js';

/** Significant digits of a number that is drawn: readable, and no machine rounds it otherwise. */
const drawnDigits = 4;

type Values = readonly unknown[] | ConditionalValues;
interface ConditionalValues {
  readonly values: readonly unknown[];
  readonly when?: Readonly<Record<string, unknown>> | undefined;
}

/** The factors of the designs that combine all values. */
export function gridFactors({ grid }: ArmDesigns): FieldFactor[] {
  return Object.entries(grid ?? {}).map(([field, values]) => ({ field, ...valuesOf(values) }));
}

export function factorialFactors({ fullFactorial }: ArmDesigns): DesignFactor[] {
  return (fullFactorial?.factors ?? []).map(factorOf);
}

export function pairFactors({ pairwise }: ArmDesigns): DesignFactor[] {
  return pairwise.map(factorOf);
}

function factorOf(factor: Factor): DesignFactor {
  return typeof factor === 'string'
    ? { component: factor }
    : { field: factor.field, ...valuesOf(factor) };
}

function valuesOf(values: Values): Pick<FieldFactor, 'values' | 'when'> {
  if (isList(values)) return { values, when: {} };
  return { values: values.values, when: values.when ?? {} };
}

function isList(values: object): values is readonly unknown[] {
  return Array.isArray(values);
}

/** Every combination as an arm; the baseline itself among them where its values are. */
export function combinationArms(
  design: 'grid' | 'fullFactorial',
  factors: readonly DesignFactor[],
  config: unknown,
): ArmDraft[] {
  return draftCombinations(design, factors, [...combine(factors, config)].filter(isChange));
}

/** Of each pair of factors the combinations that change both. */
export function pairArms(arms: ArmDesigns, config: unknown): ArmDraft[] {
  const factors = pairFactors(arms);
  const combinations = factors.flatMap((first, at) =>
    factors.slice(at + 1).flatMap((second) => [...combine([first, second], config)]),
  );
  const both = combinations.filter(
    ({ removed, settings }) => removed.length + settings.length === 2,
  );
  return draftCombinations('pairwise', factors, both);
}

function draftCombinations(
  design: 'grid' | 'fullFactorial' | 'pairwise',
  factors: readonly DesignFactor[],
  combinations: readonly Combination[],
): ArmDraft[] {
  const fields = factors.flatMap((factor) => ('field' in factor ? factor.field : []));
  const names = nameCombinations(combinations, fields);
  return combinations.map((combination, at) => {
    const { removed, overrides, problem } = combination;
    const title = titleOf(combination, fields);
    return draftArm({
      at: `arms.${design}`,
      name: names[at] ?? '',
      title,
      removed,
      overrides,
      problem,
    });
  });
}

/** A combination of no removal and no setting is the baseline, and needs no name. */
function isChange({ removed, settings }: Combination): boolean {
  return removed.length + settings.length > 0;
}

/** The fields of a random search, each with all that may be drawn; for conditions and names. */
export function spaceFactors({ random }: ArmDesigns): FieldFactor[] {
  return Object.entries(random?.space ?? {}).map(([field, range]) => ({
    field,
    ...(isList(range) ? valuesOf(range) : { values: [], when: range.when ?? {} }),
  }));
}

/**
 * Configurations drawn at random. Each value is drawn by the seed, the number of the arm and the
 * field: more arms, or another field, change none of the others.
 */
export function randomArms({ random }: ArmDesigns, config: unknown): ArmDraft[] {
  if (!random) return [];
  const { count, seed, space } = random;
  const fields = Object.keys(space);
  return Array.from({ length: count }, (_, at) => {
    const number = at + 1;
    const drawn = Object.entries(space).map(([field, range]) => {
      const when = isList(range) ? {} : (range.when ?? {});
      return { field, values: [draw(range, randomStream(seed, 'arms', number, field))], when };
    });
    const [combination] = combine(drawn, config);
    const { overrides, problem } = combination as Combination;
    return draftArm({
      at: 'arms.random',
      name: `random-${String(number).padStart(2, '0')}`,
      title: titleOf(combination as Combination, fields),
      overrides,
      problem,
    });
  });
}

function draw(
  range: readonly unknown[] | Range,
  stream: Pick<ReturnType<typeof randomStream>, 'uniform' | 'integer'>,
): unknown {
  if (isList(range)) return range[stream.integer(range.length)];
  const { values, min = 0, max = 0, scale, integer } = range;
  if (values) return values[stream.integer(values.length)];
  // A whole number stands for the interval up to the next one.
  const end = integer ? max + 1 : max;
  const share = stream.uniform();
  const drawn =
    scale === 'log' ? min * Math.exp(share * Math.log(end / min)) : min + share * (end - min);
  const rounded = integer ? Math.floor(drawn) : Number(drawn.toPrecision(drawnDigits));
  return Math.min(max, Math.max(min, rounded));
}
