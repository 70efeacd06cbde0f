export { createSession } from './graph/create-session.js';
export { createPredictor } from './graph/create-predictor.js';
export { evenBatchSize } from './even-batch-size.js';
export type { LossScale } from './loss-scaling.js';
export { runLoss } from './losses/run-loss.js';
export type { LossInput } from './losses/run-loss.js';
export { choosePrecision } from './precision.js';
export { inputGradient } from './input-gradient.js';
export { parameterGradients } from './parameter-gradients.js';
export { runNetwork } from './run-network.js';
export type { Predictor } from './predictor.js';
export type { TestTimeAugmentation } from './test-time-views.js';
export { augmentationWidths, drawAugmentation } from './augmentations/batch-augmentation.js';
export type { BatchAugmentation } from './augmentations/batch-augmentation.js';
export { isMixing, mixingParameters } from './augmentations/mixing-parameters.js';
export { identityTransform } from './augmentations/projective-transform.js';
export {
  encodeOperation,
  neutralOperation,
  randAugmentOperations,
} from './augmentations/rand-augment-operations.js';
export type { ImageOperation } from './augmentations/rand-augment-operations.js';
export { runAugmentation } from './run-augmentation.js';
export type { Precision, TrainingBatch, TrainingSession } from './training-session.js';
export { createGraphExplainer } from './graph/graph-explainer.js';
export type { Explainer } from './layer-response.js';
