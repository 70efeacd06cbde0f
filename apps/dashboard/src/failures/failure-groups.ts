import type { TrialView } from '@crossfold/contracts';

/** Trials without a result for one and the same reason. */
export interface FailureGroup {
  readonly code: string;
  /** Of the first of them. */
  readonly message: string;
  readonly remedy: string;
  readonly trials: readonly TrialView[];
}

/** Whether a trial without a result says why. */
function hasReason({ state }: Pick<TrialView, 'state'>): boolean {
  return state === 'failed' || state === 'skipped';
}

/** By cause, the most frequent first. Numbers and names in a message do not make another cause. */
export function groupFailures(trials: Iterable<TrialView>): readonly FailureGroup[] {
  const groups = new Map<string, FailureGroup & { trials: TrialView[] }>();
  for (const trial of trials) {
    if (!hasReason(trial)) continue;
    const { code, message, remedy } = trial.error ?? nothingKnown;
    const key = `${code} ${message.replace(/\d+(\.\d+)?/g, '0')}`;
    const group = groups.get(key);
    if (group) group.trials.push(trial);
    else groups.set(key, { code, message, remedy, trials: [trial] });
  }
  return [...groups.values()].sort((a, b) => b.trials.length - a.trials.length);
}

const nothingKnown = { code: 'unknown', message: 'No reason is known.', remedy: '' };
