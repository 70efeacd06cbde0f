import { hashConfig, type LearningCurve, type Receipt, type Study } from '@crossfold/contracts';
import { groupRows } from '@crossfold/data';

type Trained = Pick<Receipt, 'variant' | 'images' | 'trainPart'>;

/** Variants that differ by `training.trainShare` alone, as far as they have results. */
export function listLearningCurves(
  { variants }: Pick<Study, 'variants'>,
  receipts: readonly Trained[],
): LearningCurve[] {
  const own = groupRows(receipts, ({ variant }) => variant);
  const scored = variants.filter(({ name, isNull }) => !isNull && own.has(name));
  const families = groupRows(scored, ({ config }) =>
    hashConfig({ ...config, training: { ...config.training, trainShare: 1 } }),
  );
  return [...families.values()]
    .filter((family) => family.length > 1)
    .map((family) => ({
      points: family
        .map(({ name, config }) => ({
          variant: name,
          share: config.training.trainShare,
          ...meanSizes(own.get(name) ?? []),
        }))
        .sort((a, b) => a.share - b.share),
    }));
}

function meanSizes(receipts: readonly Trained[]): { images: number; groups: number | null } {
  const groups = receipts.flatMap(({ trainPart }) => trainPart?.groups ?? []);
  return {
    images: mean(receipts.map(({ images }) => images.train)),
    groups: groups.length < receipts.length ? null : mean(groups),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
