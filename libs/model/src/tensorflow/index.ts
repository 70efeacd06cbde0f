export { describeBackend } from './backend.js';
export type { BackendInfo } from './backend.js';
export { createEagerSession } from './eager-session.js';
export { createSession } from './create-session.js';
export { createEagerPredictor } from './eager-predictor.js';
export { createPredictor } from './create-predictor.js';
export { choosePrecision } from './precision.js';
export { runNetwork } from './run-network.js';
export type { Predictor } from './predictor.js';
export type { TestTimeAugmentation } from './test-time-views.js';
export { createGraphPredictor } from './graph-predictor.js';
export { createGraphSession } from './graph-session.js';
export type {
  Precision,
  SessionPlan,
  StepResult,
  TrainingBatch,
  TrainingSession,
  TrainingSessionOptions,
} from './training-session.js';
