import type { TrialView } from '@crossfold/contracts';

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly trials: readonly string[];
}

/** Trials that failed, by what went wrong. */
export function failuresOf(trials: readonly TrialView[]): Failure[] {
  const byCause = new Map<string, TrialView[]>();
  for (const trial of trials) {
    if (trial.error === null) continue;
    const cause = `${trial.error.code}: ${trial.error.message}`;
    byCause.set(cause, [...(byCause.get(cause) ?? []), trial]);
  }
  return [...byCause.values()].flatMap((alike) => {
    const error = alike[0]?.error;
    return error ? [{ ...error, trials: alike.map(({ trialId }) => trialId) }] : [];
  });
}
