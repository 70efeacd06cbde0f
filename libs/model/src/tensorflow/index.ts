export { describeBackend } from './backend.js';
export type { BackendInfo } from './backend.js';
export { createEagerSession } from './eager-session.js';
export { createSession } from './create-session.js';
export { createEagerPredictor } from './eager-predictor.js';
export { createPredictor } from './create-predictor.js';
export type { LossScale } from './loss-scaling.js';
export { runLoss } from './run-loss.js';
export type { LossInput } from './run-loss.js';
export { choosePrecision, precisionOfGpu } from './precision.js';
export { inputGradient } from './input-gradient.js';
export { parameterGradients } from './parameter-gradients.js';
export type { ParameterGradients } from './parameter-gradients.js';
export { runNetwork } from './run-network.js';
export type { Predictor } from './predictor.js';
export type { TestTimeAugmentation } from './test-time-views.js';
export { createGraphPredictor } from './graph-predictor.js';
export type { BatchAugmentation } from './batch-augmentation.js';
export { runAugmentation } from './run-augmentation.js';
export { createGraphSession } from './graph-session.js';
export type {
  BatchMixing,
  Precision,
  SessionPlan,
  StepResult,
  TrainingBatch,
  TrainingSession,
  TrainingSessionOptions,
} from './training-session.js';
export { createGraphExplainer } from './graph-explainer.js';
export { createEagerExplainer } from './eager-explainer.js';
export type { ExplainedBatch, Explainer } from './layer-response.js';
