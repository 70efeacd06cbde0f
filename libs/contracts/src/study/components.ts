import type { Overrides } from './merge-overrides.js';

export interface Component {
  readonly title: string;
  /** What a configuration becomes when the component is taken away. */
  readonly removal: Overrides;
  /** What a configuration with the component has; left out: anything else than the removal. */
  readonly presence?: Overrides;
}

/** The techniques that an ablation can take away, the paper's first, one row each. */
export const components = {
  dropout: { title: 'no dropout', removal: { model: { dropout: 0 } } },
  augmentation: { title: 'no augmentation', removal: { augmentation: null } },
  classWeights: { title: 'no class weights', removal: { loss: { classWeights: 'none' } } },
  focal: {
    title: 'no focal loss',
    removal: { loss: { name: 'crossEntropy' } },
    presence: { loss: { name: 'focal' } },
  },
  fc: { title: 'no FC', removal: { model: { hiddenUnits: [] } } },
  gap: { title: 'no GAP', removal: { model: { pooling: 'flatten' } } },
  pretraining: { title: 'no pretraining', removal: { model: { weights: { from: 'random' } } } },
  rotation: { title: 'no rotation', removal: { augmentation: { rotationDegrees: 0 } } },
  flips: {
    title: 'no flips',
    removal: { augmentation: { horizontalFlip: false, verticalFlip: false } },
  },
  crop: { title: 'no crop', removal: { augmentation: { cropScaleMin: 1, cropAspectMax: 1 } } },
  cutout: { title: 'no cutout', removal: { augmentation: { cutoutShare: 0 } } },
  mixup: { title: 'no mixup', removal: { augmentation: { mixupAlpha: 0 } } },
  cutmix: { title: 'no cutmix', removal: { augmentation: { cutmixAlpha: 0 } } },
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
  tta: {
    title: 'no test-time augmentation',
    removal: { evaluation: { testTimeAugmentation: 'none' } },
  },
} as const satisfies Record<string, Component>;

export type ComponentName = keyof typeof components;
export const componentNames = Object.keys(components) as [ComponentName, ...ComponentName[]];

/** Whether a configuration has no such component, or lacks the part that it belongs to. */
export function lacksComponent(config: unknown, name: ComponentName): boolean {
  const { removal, presence }: Component = components[name];
  return lacksPart(config, removal) || (presence !== undefined && !agrees(config, presence));
}

/** A loss that has no such option lacks it, as augmentation does that is switched off. */
function lacksPart(config: unknown, removal: unknown): boolean {
  if (!isPlainObject(removal)) return config === undefined;
  if (!isPlainObject(config)) return true;
  return Object.entries(removal).some(([key, value]) => lacksPart(config[key], value));
}

function agrees(config: unknown, presence: unknown): boolean {
  if (!isPlainObject(presence) || !isPlainObject(config)) return config === presence;
  return Object.entries(presence).every(([key, value]) => agrees(config[key], value));
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
