import type {
  EpochRecord,
  RungArrival,
  StopDecision,
  Study,
  TrialView,
  Variant,
} from '@crossfold/contracts';
import type { RacedStudy } from '../race/raced-study.js';
import { isRevived } from '../race/trials-to-drop.js';
import { runsWhole } from '../race/runs-whole.js';
import { findArrivals, judgeTrial, type TrialCurve } from './stopping-rules.js';

/** What stopping needs to know of a study at the moment. */
export interface StoppedStudy extends Pick<RacedStudy, 'study' | 'control'> {
  readonly trials: {
    get(trialId: string): TrialView | undefined;
    values(): Iterable<TrialView & { readonly history: readonly EpochRecord[] }>;
  };
}

/** What a look at the trials of a study comes to. */
export interface StopLook {
  readonly decisions: readonly StopDecision[];
  /** Trials that came to a rung since the last look, and were judged there. */
  readonly arrivals: readonly RungArrival[];
}

/**
 * The trials that are to be stopped now. Of a trial of which some epochs are not known, nothing is
 * decided; nor of one that was stopped before and asked for again.
 *
 * @param earlier what earlier looks came to, in their order
 * @param finished scores of trials that trained to their end
 */
export function decideStops(
  { study, control, trials }: StoppedStudy,
  earlier: StopLook,
  finished: ReadonlyMap<string, readonly number[]>,
  decidedAt: string,
): StopLook {
  const { stopping } = study;
  if (!stopping) return { decisions: [], arrivals: [] };
  const mayStop = new Set(stoppableArms(study).map(({ name }) => name));
  const decided = new Set(earlier.decisions.map(({ trialId }) => trialId));
  const all = [...trials.values()];
  const curves = all.flatMap(({ trialId, history }): TrialCurve[] => {
    const end = finished.get(trialId);
    const scores = end ?? scoresOf(history);
    return scores.length > 0 ? [{ trialId, scores, isFinished: end !== undefined }] : [];
  });
  const byId = new Map(curves.map((curve) => [curve.trialId, curve]));
  const arrivals = findArrivals(stopping, curves, earlier.arrivals);
  const rungs = { earlier: earlier.arrivals, fresh: arrivals };
  const decisions = all
    .filter(({ trialId, state, variant }) => {
      return state === 'running' && mayStop.has(variant) && !decided.has(trialId);
    })
    .flatMap(({ trialId, variant }) => {
      const curve = byId.get(trialId);
      const others = curves.filter((other) => other !== curve);
      const verdict = curve && judgeTrial(stopping, curve, others, rungs);
      return verdict ? [{ trialId, variant, verdict }] : [];
    })
    .map(({ trialId, variant, verdict }, i) => ({
      schemaVersion: 1 as const,
      studyId: study.studyId,
      number: earlier.decisions.length + 1 + i,
      edition: control.edition,
      decidedAt,
      rule: stopping.rule,
      trialId,
      variant,
      ...verdict,
    }));
  return { decisions, arrivals };
}

/** Trials that run, of which epochs are not known, as after Redis lost its events. */
export function lackEpochs({ study, trials }: Pick<StoppedStudy, 'study' | 'trials'>): string[] {
  if (!study.stopping) return [];
  return [...trials.values()]
    .filter(({ state, epoch, history }) => state === 'running' && history.length < epoch)
    .map(({ trialId }) => trialId);
}

/** Variants whose trials may be stopped: all but those that others are compared with, null arms, and voters. */
export function stoppableArms(study: Pick<Study, 'variants' | 'ensemble'>): Variant[] {
  return study.variants.filter((variant) => !runsWhole(study, variant, { nullArms: false }));
}

/** Decisions whose trials have not ended by them, unless they were asked for again since. */
export function findStopsToMake(
  { control, trials }: Pick<StoppedStudy, 'control' | 'trials'>,
  decisions: readonly StopDecision[],
): StopDecision[] {
  return decisions.filter((decision) => {
    const state = trials.get(decision.trialId)?.state;
    const isOpen = state === 'running' || state === 'queued' || state === 'paused';
    return isOpen && !isRevived(control, decision.trialId, decision);
  });
}

/** In words. */
export function stopReason(decision: StopDecision): string {
  const { epoch, best, threshold, compared, number, rule } = decision;
  const percent = (score: number) => `${(100 * score).toFixed(1)} %`;
  const of =
    rule === 'median'
      ? `the median of what ${compared.length} finished trials had on average by then`
      : `what the best of ${compared.length} trials had at that rung`;
  return `stopped after epoch ${epoch}: its best balanced accuracy on inner validation was ${percent(best)}, below ${percent(threshold)}, ${of}; decision ${number} of the rule ${rule}`;
}

/** Empty where the first epochs are not known. */
function scoresOf(history: readonly EpochRecord[]): number[] {
  const isWhole = history.every(({ epoch }, i) => epoch === i + 1);
  return isWhole ? history.map((record) => record.validationBalancedAccuracy) : [];
}
