import { createLogger } from '@crossfold/logging';

/** What the orchestrator has to say, with the study and trial that it is about. */
export const log = createLogger('orchestrator', process.env);
