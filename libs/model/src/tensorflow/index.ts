export { describeBackend } from './backend.js';
export type { BackendInfo } from './backend.js';
export { createEagerSession } from './eager-session.js';
export { createSession } from './create-session.js';
export { createPredictor } from './predictor.js';
export { runNetwork } from './run-network.js';
export type { Predictor, TestTimeAugmentation } from './predictor.js';
export type {
  StepResult,
  TrainingBatch,
  TrainingSession,
  TrainingSessionOptions,
} from './training-session.js';
