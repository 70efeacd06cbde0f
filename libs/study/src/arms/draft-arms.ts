import {
  components,
  studyLimits,
  unknownFieldText,
  type ArmDesigns,
  type ComponentName,
} from '@crossfold/contracts';
import { draftArm, type ArmDraft } from './arm-draft.js';
import { circularFields, combine, type DesignFactor, type FieldFactor } from './combinations.js';
import { addOneIn, leaveOneOut } from './component-designs.js';
import {
  combinationArms,
  factorialFactors,
  gridFactors,
  pairArms,
  pairFactors,
  randomArms,
  spaceFactors,
} from './field-designs.js';

/**
 * The arms of a study file, not compiled yet: those that are named first, since they keep their
 * names where a design makes the same.
 *
 * @param config the baseline, all defaults filled
 */
export function draftArms(arms: ArmDesigns, config: unknown): ArmDraft[] {
  return [
    ...leaveOneOut(arms),
    ...arms.explicit.flatMap(({ name, overrides, null: isNull, predictions }, index) =>
      // A model made elsewhere is no variant.
      predictions === undefined
        ? draftArm({
            at: `arms.explicit[${index}].overrides`,
            isDesigned: false,
            name,
            overrides,
            isNull: isNull ?? false,
          })
        : [],
    ),
    ...addOneIn(arms),
    ...pairArms(arms, config),
    ...combinationArms('fullFactorial', factorialFactors(arms), config),
    ...combinationArms('grid', gridFactors(arms), config),
    ...randomArms(arms, config),
  ];
}

/** How many arms {@link draftArms} would make, duplicates too; more than the limit are not counted. */
export function countArms(arms: ArmDesigns, config: unknown): number {
  return (
    arms.leaveOneOut.length +
    arms.explicit.filter(({ predictions }) => predictions === undefined).length +
    (arms.addOneIn.length > 0 ? 1 + arms.addOneIn.length : 0) +
    countPairs(pairFactors(arms)) +
    countCombinations(factorialFactors(arms), config) +
    countCombinations(gridFactors(arms), config) +
    (arms.random?.count ?? 0)
  );
}

/** As if no value were that of the baseline. */
function countPairs(factors: readonly DesignFactor[]): number {
  const sizes = factors.map((factor) => ('values' in factor ? factor.values.length : 1));
  const sum = sizes.reduce((total, size) => total + size, 0);
  return sizes.reduce((total, size) => total + size * (sum - size), 0) / 2;
}

function countCombinations(factors: readonly DesignFactor[], config: unknown): number {
  if (factors.length === 0) return 0;
  if (!factors.some((factor) => 'when' in factor && Object.keys(factor.when).length > 0)) {
    const sizes = factors.map((factor) => ('values' in factor ? factor.values.length : 2));
    return sizes.reduce((product, size) => product * size, 1);
  }
  const combinations = combine(factors, config);
  let count = 0;
  while (count <= studyLimits.variants && !combinations.next().done) count += 1;
  return count;
}

/** What is wrong with the fields that the designs name. */
export function fieldProblems(arms: ArmDesigns): string[] {
  const designs = [
    ['arms.fullFactorial', factorialFactors(arms)],
    ['arms.grid', gridFactors(arms)],
    ['arms.pairwise', pairFactors(arms)],
    ['arms.random.space', spaceFactors(arms)],
  ] as const satisfies readonly (readonly [string, readonly DesignFactor[]])[];
  return designs.flatMap(([at, factors]) => {
    const fields = factors.flatMap((factor) => ('field' in factor ? [factor] : []));
    return [
      ...fields.flatMap(unknownFields),
      ...repeated(factors),
      ...entangled(factors),
      ...circular(fields),
    ].map((problem) => `${at}: ${problem}`);
  });
}

function unknownFields({ field, when }: FieldFactor): string[] {
  const own = unknownFieldText(field);
  const others = Object.keys(when).flatMap((other) => {
    const text = unknownFieldText(other);
    return text === null ? [] : `when of ${field}: ${text}`;
  });
  return [...(own === null ? [] : [own]), ...others];
}

function repeated(factors: readonly DesignFactor[]): string[] {
  const names = factors.map((factor) => ('field' in factor ? factor.field : factor.component));
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  return [...new Set(twice)].map((name) => `expected each once, got ${name} twice`);
}

/** A field that a component of the same design changes, too: their names would contradict. */
function entangled(factors: readonly DesignFactor[]): string[] {
  return factors.flatMap((factor) => {
    if (!('component' in factor)) return [];
    const { component } = factor;
    const removed = pathsIn(components[component].removal);
    return factors.flatMap((other) => {
      if (!('field' in other)) return [];
      const { field } = other;
      return removed.some((path) => path === field || path.startsWith(`${field}.`))
        ? [`expected ${component} or ${field}, got both: the component is about that field`]
        : [];
    });
  });
}

function pathsIn(overrides: unknown): string[] {
  if (typeof overrides !== 'object' || overrides === null || Array.isArray(overrides)) return [''];
  return Object.entries(overrides).flatMap(([key, value]) =>
    pathsIn(value).map((path) => (path === '' ? key : `${key}.${path}`)),
  );
}

function circular(factors: readonly FieldFactor[]): string[] {
  const fields = circularFields(factors);
  if (fields.length === 0) return [];
  return [
    `expected conditions on other fields, got those of ${fields.join(', ')}, which wait for each other`,
  ];
}

/** Every component that an arm is to lack. */
export function componentsOf(arms: ArmDesigns): Map<ComponentName, string> {
  const designs = [
    ['fullFactorial', componentsAmong(factorialFactors(arms))],
    ['pairwise', componentsAmong(pairFactors(arms))],
    ['addOneIn', arms.addOneIn],
    ['leaveOneOut', arms.leaveOneOut],
  ] as const;
  return new Map(designs.flatMap(([design, names]) => names.map((name) => [name, design])));
}

function componentsAmong(factors: readonly DesignFactor[]): ComponentName[] {
  return factors.flatMap((factor) => ('component' in factor ? factor.component : []));
}
