/** Upper bounds of histograms, in seconds. A bucket costs a series of each label: they are few. */
export const buckets = {
  /** Of an operation of the store or Redis, or of a request. */
  operation: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
  /** Of a step of training. */
  step: [0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 20],
  /** Of work in the background, such as a report. */
  work: [0.01, 0.05, 0.2, 1, 5, 20, 60, 300],
} as const;
