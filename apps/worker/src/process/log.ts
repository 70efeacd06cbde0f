import { createLogger } from '@crossfold/logging';

/** What a worker and its slots have to say, with the study and trial that it is about. */
export const log = createLogger('worker', process.env);
