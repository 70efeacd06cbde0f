import type { VariantConfig } from '@crossfold/contracts';
import { buildClassifier, countParameters } from '@crossfold/model';

/** Numbers that a classifier holds, statistics of batch normalisation too. */
export function classifierParameters({ model }: VariantConfig, classes: number): number {
  const { backbone, head } = buildClassifier(model, classes);
  return countParameters(backbone) + countParameters(head);
}
