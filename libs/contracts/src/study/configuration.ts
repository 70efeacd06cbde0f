import { z } from 'zod';
import type { Variant } from './study.js';

/** The value of a setting as text: as JSON where it is a list of values. */
const valueSchema = z.string();

/** A setting that two variants have otherwise. */
export const differenceSchema = z.strictObject({
  /** From the variant down, such as `model.dropout` or `training.stages[0].epochs`. */
  path: z.string(),
  /** Null where one of the two has no such setting. */
  baseline: valueSchema.nullable(),
  arm: valueSchema.nullable(),
});

/** The configuration that was trained: every setting of the baseline, and what the arms change. */
export const configurationSchema = z.strictObject({
  /** Name of the variant that the arms are compared with. */
  baseline: z.string(),
  settings: z.array(
    z.strictObject({
      path: z.string(),
      value: valueSchema,
    }),
  ),
  arms: z.array(
    z.strictObject({
      name: z.string(),
      differences: z.array(differenceSchema),
    }),
  ),
});
export type Configuration = z.infer<typeof configurationSchema>;

/** @param variants of a compiled study, the baseline among them */
export function describeConfiguration(variants: readonly Variant[]): Configuration {
  const baseline = variants.find(({ role }) => role === 'baseline');
  const own = settingsOf(baseline?.config ?? {});
  return {
    baseline: baseline?.name ?? '',
    settings: [...own].map(([path, value]) => ({ path, value })),
    arms: variants
      .filter((variant) => variant !== baseline)
      .map(({ name, config }) => ({ name, differences: differencesOf(own, settingsOf(config)) })),
  };
}

type Settings = ReadonlyMap<string, string>;

function differencesOf(
  baseline: Settings,
  arm: Settings,
): Configuration['arms'][number]['differences'] {
  return [...new Set([...baseline.keys(), ...arm.keys()])].flatMap((path) => {
    const [theirs = null, own = null] = [baseline.get(path), arm.get(path)];
    return theirs === own ? [] : [{ path, baseline: theirs, arm: own }];
  });
}

function settingsOf(config: object): Settings {
  return new Map(leavesOf(config, ''));
}

/** Lists of plain values are one setting; those of groups have settings of their own. */
function* leavesOf(value: unknown, path: string): Generator<[string, string]> {
  if (Array.isArray(value) && value.some(isGroup)) {
    for (const [at, entry] of value.entries()) yield* leavesOf(entry, `${path}[${at}]`);
  } else if (isGroup(value) && !Array.isArray(value)) {
    for (const [key, member] of Object.entries(value)) {
      yield* leavesOf(member, path === '' ? key : `${path}.${key}`);
    }
  } else if (value !== undefined) {
    yield [path, typeof value === 'string' ? value : JSON.stringify(value)];
  }
}

function isGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
