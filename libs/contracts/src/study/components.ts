import { AppError } from '../errors.js';
import { isRefusedKey } from '../plain-data.js';

/** A JSON value that is laid over another: objects are merged by key, all else is replaced. */
export interface Overrides {
  readonly [key: string]: unknown;
}

export interface Component {
  readonly title: string;
  /** What a configuration becomes when the component is taken away. */
  readonly removal: Overrides;
}

/** The techniques that a leave-one-out ablation can take away, the paper's first, one row each. */
export const components = {
  dropout: { title: 'no dropout', removal: { model: { dropout: 0 } } },
  augmentation: { title: 'no augmentation', removal: { augmentation: null } },
  classWeights: { title: 'no class weights', removal: { loss: { classWeights: 'none' } } },
  focal: { title: 'no focal loss', removal: { loss: { name: 'crossEntropy' } } },
  fc: { title: 'no FC', removal: { model: { hiddenUnits: [] } } },
  gap: { title: 'no GAP', removal: { model: { pooling: 'flatten' } } },
  mixup: { title: 'no mixup', removal: { augmentation: { mixupAlpha: 0 } } },
  cutmix: { title: 'no cutmix', removal: { augmentation: { cutmixAlpha: 0 } } },
  cutout: { title: 'no cutout', removal: { augmentation: { cutoutShare: 0 } } },
  colour: {
    title: 'no colour changes',
    removal: { augmentation: { brightness: 0, contrast: 0, saturation: 0, hue: 0 } },
  },
  randAugment: { title: 'no RandAugment', removal: { augmentation: { randAugment: null } } },
  labelSmoothing: { title: 'no label smoothing', removal: { loss: { labelSmoothing: 0 } } },
  logitAdjustment: { title: 'no logit adjustment', removal: { loss: { logitAdjustment: 0 } } },
  balancedSampling: {
    title: 'no balanced sampling',
    removal: { training: { sampling: 'shuffle' } },
  },
  schedule: {
    title: 'constant learning rate',
    removal: { training: { schedule: { name: 'constant' } } },
  },
  layerDecay: { title: 'no layer-wise decay', removal: { training: { layerDecay: 1 } } },
  frozenBatchNorm: {
    title: 'no frozen batch norm',
    removal: { training: { frozenBatchNorm: false } },
  },
  ema: { title: 'no moving average', removal: { training: { emaDecay: null } } },
  swa: { title: 'no SWA', removal: { training: { swa: null } } },
} as const satisfies Record<string, Component>;

export type ComponentName = keyof typeof components;
export const componentNames = Object.keys(components) as [ComponentName, ...ComponentName[]];

/** Whether a configuration lacks the part that a component belongs to, such as augmentation. */
export function lacksPart(config: unknown, removal: unknown): boolean {
  if (!isPlainObject(removal)) return false;
  if (!isPlainObject(config)) return true;
  return Object.entries(removal).some(([key, value]) => lacksPart(config[key], value));
}

/**
 * Lays `overrides` over `base`: objects by key, all else replaced. Neither argument is changed.
 *
 * @throws AppError SPEC_INVALID for a key that would change what all objects inherit
 */
export function mergeOverrides(base: unknown, overrides: unknown): unknown {
  if (!isPlainObject(base) || !isPlainObject(overrides)) return overrides;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(overrides)) {
    if (isRefusedKey(key)) {
      throw new AppError('SPEC_INVALID', `expected the name of a setting, got "${key}"`, {
        problems: [`the key "${key}" is refused`],
      });
    }
    merged[key] = Object.hasOwn(base, key) ? mergeOverrides(base[key], value) : value;
  }
  return merged;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
