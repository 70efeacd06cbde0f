import { predictionLimits } from '@crossfold/contracts';

/** What a body of JSON may come to, in MiB; a fold plan of 80,000 images takes eight. */
export const bodyLimitsMiB = {
  foldPlan: 8,
  predictions: predictionLimits.bodyMiB,
  other: 1,
} as const;

/** Streams of events: each holds a connection, up to a thousand events, and costs time for every event. */
export const maxStreams = 500;
