import { AppError, minClasses, type StageConfig, type VariantConfig } from '@crossfold/contracts';
import { buildClassifier, type Classifier } from './classifier.js';
import { isTrainable, type Network, type NetworkBlock } from './network/network.js';

/** What a stage trains of a classifier: always the head, and as much of the backbone as it says. */
export interface TrainedPart {
  readonly trainable: StageConfig['trainable'];
  /**
   * Batch normalisations of the backbone keep their statistics, scales and offsets, and run as in
   * inference.
   */
  readonly frozenBatchNorm?: boolean;
}

/**
 * Names of the parameters that get gradients.
 *
 * @throws AppError SPEC_INVALID for more blocks than the backbone has
 */
export function trainedParameters({ backbone, head }: Classifier, part: TrainedPart): string[] {
  const isTrained = new Set(
    trainedBlocks(backbone, part.trainable).flatMap(({ parameters }) => parameters),
  );
  if (part.frozenBatchNorm) for (const name of normParameters(backbone)) isTrained.delete(name);
  return [...backbone.parameters.filter(({ name }) => isTrained.has(name)), ...head.parameters]
    .filter(isTrainable)
    .map(({ name }) => name);
}

/**
 * Names of the backbone's nodes that run as in inference: those of frozen blocks, as in Keras, and
 * frozen batch normalisations.
 */
export function frozenNodes({ backbone }: Classifier, part: TrainedPart): ReadonlySet<string> {
  const trained = new Set(trainedBlocks(backbone, part.trainable).flatMap(({ nodes }) => nodes));
  const frozen = backbone.nodes.filter(
    ({ name, op }) => !trained.has(name) || (part.frozenBatchNorm && op === 'batchNorm'),
  );
  return new Set(frozen.map(({ name }) => name));
}

/**
 * Whether there is such a network, and what each stage trains. Neither depends on how many classes it
 * tells apart.
 *
 * @throws AppError SPEC_INVALID
 */
export function assertTrainable({ model, training }: VariantConfig): void {
  const classifier = buildClassifier(model, minClasses);
  for (const { trainable } of training.stages) trainedParameters(classifier, { trainable });
}

/** Whether a stage changes any batch statistics. */
export function movesStatistics(classifier: Classifier, part: TrainedPart): boolean {
  const frozen = frozenNodes(classifier, part);
  return classifier.backbone.nodes.some(({ name, op }) => op === 'batchNorm' && !frozen.has(name));
}

function trainedBlocks(
  { name, blocks }: Network,
  trainable: TrainedPart['trainable'],
): readonly NetworkBlock[] {
  if (trainable === 'head') return [];
  if (trainable === 'all') return blocks;
  const { lastBlocks } = trainable;
  if (lastBlocks <= blocks.length) return blocks.slice(-lastBlocks);
  throw new AppError(
    'SPEC_INVALID',
    `expected at most the ${blocks.length} blocks of ${name} for lastBlocks, got ${lastBlocks}`,
    { remedy: 'Train fewer blocks, or `all`.' },
  );
}

function normParameters({ nodes }: Network): string[] {
  return nodes.flatMap((node) => (node.op === 'batchNorm' ? [node.gamma, node.beta] : []));
}
