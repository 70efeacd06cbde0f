import type { TrainingSession, TrainingSessionOptions } from '../training-session.js';
import { createGraphSession } from './graph-session.js';

/** The session that trains: the step traced once and run as a graph. */
export function createSession(options: TrainingSessionOptions): TrainingSession {
  return createGraphSession(options);
}
