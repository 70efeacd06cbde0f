/** A JSON value that is laid over another: objects are merged by key, all else is replaced. */
export interface Overrides {
  readonly [key: string]: unknown;
}

export interface Component {
  readonly title: string;
  /** What a configuration becomes when the component is taken away. */
  readonly removal: Overrides;
}

/** The techniques of the paper that a leave-one-out ablation can take away, one row each. */
export const components = {
  dropout: { title: 'no dropout', removal: { model: { dropout: 0 } } },
  augmentation: { title: 'no augmentation', removal: { augmentation: null } },
  classWeights: { title: 'no class weights', removal: { loss: { classWeights: 'none' } } },
  focal: { title: 'no focal loss', removal: { loss: { name: 'crossEntropy' } } },
  fc: { title: 'no FC', removal: { model: { hiddenUnits: [] } } },
  gap: { title: 'no GAP', removal: { model: { pooling: 'flatten' } } },
} as const satisfies Record<string, Component>;

export type ComponentName = keyof typeof components;
export const componentNames = Object.keys(components) as [ComponentName, ...ComponentName[]];

/** Lays `overrides` over `base`: objects by key, all else replaced. Neither argument is changed. */
export function mergeOverrides(base: unknown, overrides: unknown): unknown {
  if (!isPlainObject(base) || !isPlainObject(overrides)) return overrides;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(overrides)) {
    merged[key] = key in base ? mergeOverrides(base[key], value) : value;
  }
  return merged;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
