import { createEagerSession } from './eager-session.js';
import type { TrainingSession, TrainingSessionOptions } from './training-session.js';

/** The session that trains. */
export function createSession(options: TrainingSessionOptions): TrainingSession {
  return createEagerSession(options);
}
