import type { TensorMap } from '@crossfold/graph';
import type { GraphCache } from '@crossfold/graph/tensorflow';
import type { Classifier } from '../../classifier.js';
import { foldBatchNorm } from '../../network/fold-batch-norm.js';
import type { Predictor } from '../predictor.js';
import { createGraphPredictor } from './graph-predictor.js';

/**
 * The predictor for fixed parameters: batch normalisation folded away, run as a graph.
 *
 * @param graphs of the process; left out: none are kept
 */
export function createPredictor(
  classifier: Classifier,
  tensors: TensorMap,
  graphs?: GraphCache,
): Predictor {
  const backbone = foldBatchNorm(classifier.backbone, tensors);
  const folded = { ...classifier, backbone: backbone.network };
  return createGraphPredictor(folded, new Map([...tensors, ...backbone.tensors]), graphs);
}
