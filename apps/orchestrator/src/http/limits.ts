import { predictionLimits } from '@crossfold/contracts';

/** What a body of JSON may come to, in MiB; a fold plan of 80,000 images takes eight. */
export const bodyLimitsMiB = {
  foldPlan: 8,
  predictions: predictionLimits.bodyMiB,
  other: 1,
} as const;

/** Streams of events: each holds a connection, up to a thousand events, and costs time for every event. */
export const maxStreams = 1000;

/** Of one client: others must get theirs. */
export const maxStreamsOfClient = 500;

/** Requests are counted over so long, so that a page may ask for much at once when it opens. */
export const rateWindowMs = 10_000;

/** What the server bears of a connection, before anything of crossfold sees a request. */
export const connectionLimits = {
  /** From the connection to the end of the head: one that says nothing, or a byte now and then, ends here. */
  headMs: 15_000,
  /** To the end of the body: images to predict take that long at 0.1 MB/s. */
  requestMs: 300_000,
  /** Without a byte in either direction: a client that does not take its answer. Streams say something more often. */
  silenceMs: 120_000,
  /** Between two requests of a connection. */
  keptAliveMs: 5_000,
  /** How often the times are looked at. */
  checkMs: 2_000,
  headBytes: 16_384,
  headers: 200,
  connections: 10_000,
} as const;
