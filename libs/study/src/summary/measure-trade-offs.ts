import {
  classesOf,
  testTimeViewCounts,
  type Receipt,
  type Study,
  type TradeOff,
} from '@crossfold/contracts';
import { buildClassifier, countMultiplyAdds, countParameters } from '@crossfold/model';

type Timed = Pick<Receipt, 'variant' | 'images' | 'timings' | 'takenFrom'>;

/** What each variant costs where its models are used, in the order of the study. */
export function measureTradeOffs(
  study: Pick<Study, 'dataset' | 'variants'>,
  receipts: readonly Timed[],
): TradeOff[] {
  const classes = classesOf(study).length;
  return study.variants.map(({ name, config }) => {
    const { backbone, head } = buildClassifier(config.model, classes);
    const views = testTimeViewCounts[config.evaluation.testTimeAugmentation];
    const own = receipts.filter(({ variant, takenFrom }) => variant === name && !takenFrom);
    const milliseconds = own.map(
      ({ images, timings }) => (1000 * timings.predictionSeconds) / Math.max(1, images.test),
    );
    return {
      variant: name,
      imageSizePx: config.model.imageSizePx,
      parameters: countParameters(backbone) + countParameters(head),
      multiplyAdds: views * (countMultiplyAdds(backbone) + countMultiplyAdds(head)),
      millisecondsPerImage: milliseconds.length === 0 ? null : median(milliseconds),
    };
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
