import {
  contentHash,
  lacksComponent,
  mergeOverrides,
  components,
  type ComponentName,
  type Overrides,
} from '@crossfold/contracts';
import { layOver, settingOverrides, valueAt, whyNotSet } from './field-paths.js';

/** A component that is there or taken away. */
export interface ComponentFactor {
  readonly component: ComponentName;
}

/** A field that takes one value after the other, where the condition holds. */
export interface FieldFactor {
  readonly field: string;
  readonly values: readonly unknown[];
  readonly when: Readonly<Record<string, unknown>>;
}

export type DesignFactor = ComponentFactor | FieldFactor;

/** What a design makes of the baseline. */
export interface Combination {
  readonly removed: readonly ComponentName[];
  /** Of fields whose condition holds, in the order of the design. */
  readonly settings: readonly Setting[];
  /** Laid over what is left without the removed components. */
  readonly overrides: Overrides;
  /** Why it cannot be. */
  readonly problem: string | null;
}

export interface Setting {
  readonly field: string;
  readonly value: unknown;
  /** Of the value among those of its field. */
  readonly index: number;
}

/**
 * Every combination of the factors of a design. A field whose condition does not hold is left as it
 * is, and makes no combinations: two values of it would be one configuration twice.
 *
 * @param config the baseline, all defaults filled
 */
export function* combine(
  factors: readonly DesignFactor[],
  config: unknown,
): Generator<Combination> {
  const order = new Map(
    factors.flatMap((factor, at) => ('field' in factor ? [[factor.field, at]] : [])),
  );
  const start = { removed: [], settings: [], overrides: {}, problem: null };
  for (const found of walk(inTurn(factors), config, start)) {
    const settings = found.settings.toSorted(
      (a, b) => (order.get(a.field) ?? 0) - (order.get(b.field) ?? 0),
    );
    yield { ...found, settings };
  }
}

function* walk(
  [factor, ...rest]: readonly DesignFactor[],
  config: unknown,
  chosen: Combination,
): Generator<Combination> {
  if (!factor) return yield chosen;
  if ('component' in factor) {
    const { component } = factor;
    yield* walk(rest, config, chosen);
    const removed = [...chosen.removed, component];
    return yield* walk(rest, withoutComponent(config, component), { ...chosen, removed });
  }
  const { field, values, when } = factor;
  if (!Object.entries(when).every(([other, wanted]) => hasValue(config, other, wanted))) {
    return yield* walk(rest, config, chosen);
  }
  const fault = whyNotSet(config, field);
  const problem = chosen.problem ?? (fault && `${fault}; say when it holds, or set it as a whole`);
  for (const [index, value] of values.entries()) {
    const set = settingOverrides(config, field, value);
    yield* walk(rest, layOver(config, set), {
      ...chosen,
      problem,
      settings: [...chosen.settings, { field, value, index }],
      overrides: mergeOverrides(chosen.overrides, set) as Overrides,
    });
  }
}

/** A component that is gone with another one is gone, whichever is taken away first. */
export function withoutComponent(config: unknown, component: ComponentName): unknown {
  return lacksComponent(config, component)
    ? config
    : layOver(config, components[component].removal);
}

function hasValue(config: unknown, field: string, wanted: unknown): boolean {
  const value = contentHash(valueAt(config, field) ?? null);
  return [wanted].flat().some((one) => contentHash(one ?? null) === value);
}

/** Components first, then fields, each after those that its condition is about. */
function inTurn(factors: readonly DesignFactor[]): DesignFactor[] {
  const ordered = factors.filter((factor) => 'component' in factor) as DesignFactor[];
  let left = factors.filter((factor) => 'field' in factor);
  while (left.length > 0) {
    const ready = left.filter(({ field, when }) =>
      left.every((other) => other.field === field || !concerns(when, other.field)),
    );
    ordered.push(...(ready.length > 0 ? ready : left));
    left = ready.length > 0 ? left.filter((factor) => !ready.includes(factor)) : [];
  }
  return ordered;
}

/** The fields whose conditions wait for each other, or for themselves. */
export function circularFields(factors: readonly FieldFactor[]): string[] {
  let left = factors;
  for (;;) {
    const waiting = left.filter(({ when }) => left.some(({ field }) => concerns(when, field)));
    if (waiting.length === left.length) return waiting.map(({ field }) => field);
    left = waiting;
  }
}

/** Whether a condition is about a field, a part of it or what it is a part of. */
function concerns(when: FieldFactor['when'], field: string): boolean {
  return Object.keys(when).some(
    (other) => other === field || isPartOf(other, field) || isPartOf(field, other),
  );
}

function isPartOf(part: string, whole: string): boolean {
  return part.startsWith(`${whole}.`) || part.startsWith(`${whole}[`);
}
