export { claimAttempt, isSuperseded } from './trial/attempt.js';
export type { TrialAssignment, TrialAttempt } from './trial/attempt.js';
export { relieveMemory } from './trial/relieve-memory.js';
export { readTrialRecords } from './trial/trial-records.js';
export { unlessLeaving } from './trial/unless-leaving.js';
export type { WeightsAccess } from './trial/weights-access.js';
