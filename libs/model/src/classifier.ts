import { AppError, type ModelConfig } from '@crossfold/contracts';
import type { TensorMap } from '@crossfold/graph';
import type { Preprocessing } from './catalogue/architecture.js';
import { findArchitecture } from './catalogue/catalogue.js';
import { NetworkBuilder } from './network/network-builder.js';
import type { Network, Shape } from './network/network.js';
import { evaluatedTensor } from './slots.js';

/** A backbone and a head on its features: two networks, so that freezing needs no search. */
export interface Classifier {
  readonly imageSizePx: number;
  readonly preprocessing: Preprocessing;
  readonly backbone: Network;
  /** Reads the backbone's output; its own output is the logits, [classes]. */
  readonly head: Network;
}

/**
 * The classifier of a configuration, as data.
 *
 * @throws AppError SPEC_INVALID for an unknown backbone or an image too small for it.
 */
export function buildClassifier(config: ModelConfig, classes: number): Classifier {
  const architecture = findArchitecture(config.backbone);
  if (config.imageSizePx < architecture.minImageSizePx) {
    throw new AppError(
      'SPEC_INVALID',
      `expected at least ${architecture.minImageSizePx} px for model.imageSizePx with ${config.backbone}, got ${config.imageSizePx}`,
      { remedy: 'Raise model.imageSizePx or choose another backbone.' },
    );
  }
  const backbone = architecture.build(config);
  return {
    imageSizePx: config.imageSizePx,
    preprocessing: architecture.preprocessing,
    backbone,
    head: buildHead(backbone.outputShape, config, classes),
  };
}

/** The parameters of a classifier to evaluate, out of all tensors of a checkpoint. */
export function selectParameters({ backbone, head }: Classifier, tensors: TensorMap): TensorMap {
  const names = [...backbone.parameters, ...head.parameters].map(({ name }) => name);
  return new Map(
    names.map((name) => {
      const value = evaluatedTensor(tensors, name);
      if (value) return [name, value];
      throw new AppError('OBJECT_CORRUPT', `expected a value for parameter ${name}, got nothing`);
    }),
  );
}

/** The paper's head: pooling, dropout, fully connected layers with ReLU, classifier. */
function buildHead(features: Shape, config: ModelConfig, classes: number): Network {
  const builder = new NetworkBuilder('head', features);
  let output =
    config.pooling === 'gap'
      ? builder.globalAveragePool('head_gap', 'input')
      : builder.flatten('head_flatten', 'input');
  if (config.dropout > 0) output = builder.dropout('head_dropout', output, config.dropout);
  for (const [index, units] of config.hiddenUnits.entries()) {
    const name = `head_fc${index + 1}`;
    output = builder.relu(`${name}_relu`, builder.dense(name, output, units));
  }
  return builder.build(builder.dense('head_logits', output, classes));
}
