export { describeBackend } from './backend.js';
export type { BackendInfo } from './backend.js';
export { createEagerSession } from './eager-session.js';
export { createSession } from './create-session.js';
export { createPredictor } from './predictor.js';
export { inputGradient } from './input-gradient.js';
export { parameterGradients } from './parameter-gradients.js';
export type { ParameterGradients } from './parameter-gradients.js';
export { runNetwork } from './run-network.js';
export type { Predictor } from './predictor.js';
export type { TestTimeAugmentation } from './test-time-views.js';
export { createGraphPredictor } from './graph-predictor.js';
export { createGraphSession } from './graph-session.js';
export type {
  StepResult,
  TrainingBatch,
  TrainingSession,
  TrainingSessionOptions,
} from './training-session.js';
