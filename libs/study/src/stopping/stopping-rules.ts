import type { StopDecision, StoppingConfig, StoppingRuleName } from '@crossfold/contracts';

/** Inner-validation balanced accuracy of a trial after each of its epochs, from the first. */
export interface TrialCurve {
  readonly trialId: string;
  readonly scores: readonly number[];
  /** Whether it trained to its end. */
  readonly isFinished: boolean;
}

export type Verdict = Pick<StopDecision, 'epoch' | 'best' | 'threshold' | 'compared'>;

type ConfigOf<Rule extends StoppingRuleName> = Extract<StoppingConfig, { readonly rule: Rule }>;

/** Compares a trial that runs with the others of its study; null lets it go on. */
type StoppingRule<Rule extends StoppingRuleName> = (
  config: ConfigOf<Rule>,
  trial: TrialCurve,
  others: readonly TrialCurve[],
) => Verdict | null;

/** One row a rule. */
const stoppingRules = {
  /** The median rule of Google Vizier (Golovin et al. 2017). */
  median({ minEpochs, minTrials }, { scores }, others) {
    const epoch = scores.length;
    const finished = others.filter((other) => other.isFinished && other.scores.length > 0);
    if (epoch < minEpochs || finished.length < minTrials) return null;
    const compared = finished.map(({ trialId, scores: own }) => ({
      trialId,
      score: meanOf(own.slice(0, epoch)),
    }));
    return belowOrNull({ epoch, scores, threshold: medianOf(compared), compared });
  },
  /** ASHA (Li et al. 2020) as a rule of stopping: a trial is judged when it reaches a rung. */
  asha({ minEpochs, reduction }, trial, others) {
    const epoch = trial.scores.length;
    if (!isRung(epoch, minEpochs, reduction)) return null;
    const compared = [trial, ...others]
      .filter(({ scores }) => scores.length >= epoch)
      .map(({ trialId, scores }) => ({ trialId, score: Math.max(...scores.slice(0, epoch)) }));
    const kept = Math.floor(compared.length / reduction);
    // Of fewer than that nobody is the best.
    if (kept === 0) return null;
    const ranked = compared.map(({ score }) => score).sort((a, b) => b - a);
    const threshold = ranked[kept - 1] as number;
    return belowOrNull({ epoch, scores: trial.scores, threshold, compared });
  },
} satisfies { readonly [Rule in StoppingRuleName]: StoppingRule<Rule> };

/** Whether a trial is to be stopped, and what that rests on. */
export function judgeTrial(
  config: StoppingConfig,
  trial: TrialCurve,
  others: readonly TrialCurve[],
): Verdict | null {
  const rule = stoppingRules[config.rule] as StoppingRule<StoppingRuleName>;
  return rule(config, trial, others);
}

function belowOrNull({
  epoch,
  scores,
  threshold,
  compared,
}: Omit<Verdict, 'best'> & { readonly scores: readonly number[] }): Verdict | null {
  const best = Math.max(...scores);
  return best < threshold ? { epoch, best, threshold, compared } : null;
}

function isRung(epoch: number, first: number, reduction: number): boolean {
  let rung = first;
  while (rung < epoch) rung *= reduction;
  return rung === epoch;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function medianOf(compared: readonly { readonly score: number }[]): number {
  const sorted = compared.map(({ score }) => score).sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return meanOf([sorted[Math.floor(middle)] as number, sorted[Math.ceil(middle)] as number]);
}
