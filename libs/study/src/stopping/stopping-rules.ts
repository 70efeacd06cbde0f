import type {
  RungArrival,
  StopDecision,
  StoppingConfig,
  StoppingRuleName,
} from '@crossfold/contracts';

/** Inner-validation balanced accuracy of a trial after each of its epochs, from the first. */
export interface TrialCurve {
  readonly trialId: string;
  readonly scores: readonly number[];
  /** Whether it trained to its end. */
  readonly isFinished: boolean;
}

export type Verdict = Pick<StopDecision, 'epoch' | 'best' | 'threshold' | 'compared'>;

type ConfigOf<Rule extends StoppingRuleName> = Extract<StoppingConfig, { readonly rule: Rule }>;

/** Who came to the rungs of a study: before, and since trials were judged last. */
export interface Rungs {
  readonly earlier: readonly RungArrival[];
  readonly fresh: readonly RungArrival[];
}

/** Compares a trial that runs with the others of its study; null lets it go on. */
type StoppingRule<Rule extends StoppingRuleName> = (
  config: ConfigOf<Rule>,
  trial: TrialCurve,
  others: readonly TrialCurve[],
  rungs: Rungs,
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
  /**
   * ASHA (Li et al. 2020) as a rule of stopping: a trial is judged once at each rung, among those that
   * came there no later, whenever it is seen that it came.
   */
  asha({ reduction }, { trialId }, _, { earlier, fresh }) {
    for (const own of fresh.filter((arrival) => arrival.trialId === trialId)) {
      const compared = [...earlier, ...fresh]
        .filter(({ epoch }) => epoch === own.epoch)
        .map(({ trialId: id, score }) => ({ trialId: id, score }));
      const ranked = compared.map(({ score }) => score).sort((a, b) => b - a);
      // Of fewer than a rung keeps one of, nobody is the best.
      const threshold = ranked[Math.floor(compared.length / reduction) - 1];
      if (threshold !== undefined && own.score < threshold) {
        return { epoch: own.epoch, best: own.score, threshold, compared };
      }
    }
    return null;
  },
} satisfies { readonly [Rule in StoppingRuleName]: StoppingRule<Rule> };

/** Who came to a rung, where the rule has any, and is not among those who did before. */
export function findArrivals(
  config: StoppingConfig,
  curves: readonly TrialCurve[],
  earlier: readonly RungArrival[],
): RungArrival[] {
  if (config.rule !== 'asha') return [];
  const known = new Set(earlier.map(({ trialId, epoch }) => `${epoch} ${trialId}`));
  return curves.flatMap(({ trialId, scores }) =>
    rungsUpTo(scores.length, config)
      .filter((epoch) => !known.has(`${epoch} ${trialId}`))
      .map((epoch) => ({ trialId, epoch, score: Math.max(...scores.slice(0, epoch)) })),
  );
}

/** Whether a trial is to be stopped, and what that rests on. */
export function judgeTrial(
  config: StoppingConfig,
  trial: TrialCurve,
  others: readonly TrialCurve[],
  rungs: Rungs,
): Verdict | null {
  const rule = stoppingRules[config.rule] as StoppingRule<StoppingRuleName>;
  return rule(config, trial, others, rungs);
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

/** Epochs of the rungs, in their order. */
function rungsUpTo(epochs: number, { minEpochs, reduction }: ConfigOf<'asha'>): number[] {
  const rungs: number[] = [];
  for (let rung = minEpochs; rung <= epochs; rung *= reduction) rungs.push(rung);
  return rungs;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function medianOf(compared: readonly { readonly score: number }[]): number {
  const sorted = compared.map(({ score }) => score).sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return meanOf([sorted[Math.floor(middle)] as number, sorted[Math.ceil(middle)] as number]);
}
