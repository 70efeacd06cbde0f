import {
  contentHash,
  variantHash,
  type Forecast,
  type Study,
  type Variant,
} from '@crossfold/contracts';
import { expectedTrainImages } from './part-sizes.js';

/** A study, and those of its trials that were trained to their end. */
export interface TrainedStudy {
  readonly study: Study;
  readonly trained: readonly {
    readonly variant: string;
    readonly epochs: number;
    readonly seconds: number;
  }[];
}

export interface Pace {
  /** For an image of the training part in an epoch, with all that a trial does besides. */
  readonly secondsPerImage: number;
  readonly basis: NonNullable<Forecast['variants'][number]['basis']>;
}

/** How fast a variant trained before, or else one of such a network; null where none has. */
export type FindPace = (variant: Variant) => Pace | null;

/** Learns from trials that have ended, on whatever machines they were trained. */
export function measurePaces(past: readonly TrainedStudy[]): FindPace {
  const sums = new Map<string, { seconds: number; images: number; trials: number }>();
  for (const { study, trained } of past) {
    for (const variant of study.variants) {
      const own = trained.filter((trial) => trial.variant === variant.name && trial.epochs > 0);
      if (own.length === 0) continue;
      const train = expectedTrainImages(study, variant);
      for (const key of [variantHash(variant), networkKey(variant)]) {
        const sum = sums.get(key) ?? { seconds: 0, images: 0, trials: 0 };
        for (const { epochs, seconds } of own) {
          sum.seconds += seconds;
          sum.images += epochs * train;
          sum.trials += 1;
        }
        sums.set(key, sum);
      }
    }
  }
  const paceOf = (key: string, alike: Pace['basis']['alike']): Pace | null => {
    const sum = sums.get(key);
    if (!sum) return null;
    return {
      secondsPerImage: sum.seconds / sum.images,
      basis: { alike, trials: sum.trials },
    };
  };
  return (variant) =>
    paceOf(variantHash(variant), 'configuration') ?? paceOf(networkKey(variant), 'network');
}

const networkKeys = new WeakMap<Variant, string>();

/** What decides most of how long a step takes. */
export function networkKey(variant: Variant): string {
  const { model, training } = variant.config;
  const key =
    networkKeys.get(variant) ??
    contentHash({
      backbone: model.backbone,
      imageSizePx: model.imageSizePx,
      trained: training.stages.map(({ trainable }) => trainable),
      precision: training.precision,
    });
  networkKeys.set(variant, key);
  return key;
}
