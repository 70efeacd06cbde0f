/** Trials of a study at most, where the orchestrator's configuration does not say otherwise. */
export const defaultMaxTrials = 50_000;

/**
 * How large the parts of a study may be. All are counted before anything is made of them: a file of
 * a few lines can ask for more than any machine holds.
 */
export const studyLimits = {
  /** The baseline and all arms. */
  variants: 1_000,
  /** Trials whose models vote: their predictions are in memory together. */
  members: 5_000,
  /** Rounds × bags × variants of `combination: greedy`. */
  selectionSteps: 1_000_000,
  /** Studies named in `reuse`. */
  reused: 50,
  /** Of one study, each with orders and results of its own. */
  explanations: 1_000,
} as const;
