import { mergeOverrides, variantConfigSchema, type Overrides } from '@crossfold/contracts';

/* Fields of a configuration by their paths, such as `loss.gamma` or `training.stages[1].epochs`. */

type Step = string | number;

function stepsOf(field: string): Step[] {
  return [...field.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([step, index]) =>
    index === undefined ? step : Number(index),
  );
}

/** Undefined where the configuration, or a part of it that is null, has no such field. */
export function valueAt(config: unknown, field: string): unknown {
  return stepsOf(field).reduce<unknown>((value, step) => memberOf(value, step), config);
}

/** Why a field of a configuration cannot be set by itself; null where it can. */
export function whyNotSet(config: unknown, field: string): string | null {
  const steps = stepsOf(field);
  let value = config;
  for (const [at, step] of steps.entries()) {
    const place = textOf(steps.slice(0, at));
    if (value === null) return `${place} is null, so it has no ${field}`;
    if (typeof step === 'number') {
      const { length } = Array.isArray(value) ? value : [];
      if (step >= length) return `${place} has ${length} entries, so it has no ${field}`;
    }
    value = memberOf(value, step);
  }
  return null;
}

/** What gives a field a value when it is laid over a configuration: a list is replaced as a whole. */
export function settingOverrides(config: unknown, field: string, value: unknown): Overrides {
  return replaced(config, stepsOf(field), value) as Overrides;
}

/** Lays overrides over a whole configuration: of what another loss has not, nothing is left. */
export function layOver(config: unknown, overrides: Overrides): unknown {
  return mergeOverrides(config, overrides, variantConfigSchema);
}

function replaced(current: unknown, [step, ...rest]: readonly Step[], value: unknown): unknown {
  if (step === undefined) return value;
  const inner = replaced(memberOf(current, step), rest, value);
  if (typeof step === 'string') {
    // An entry of a list is no override: it needs the fields that are left as they are.
    return { [step]: inner };
  }
  const entries: readonly unknown[] = Array.isArray(current) ? current : [];
  return entries.map((entry, at) => (at === step ? mergeOverrides(entry, inner) : entry));
}

function memberOf(value: unknown, step: Step): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Record<Step, unknown>)[step];
}

function textOf(steps: readonly Step[]): string {
  return steps
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .slice(1);
}
