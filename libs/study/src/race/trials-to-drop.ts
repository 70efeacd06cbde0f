import type { RaceDecision } from '@crossfold/contracts';
import type { RacedStudy } from './raced-study.js';

/** A trial that is not to be begun, and by which decision. */
export interface TrialToDrop {
  readonly trialId: string;
  readonly reason: string;
  readonly decision: number;
}

/** Trials that wait, that a decision names and that were not asked for again since. */
export function findTrialsToDrop(
  { control, trials }: RacedStudy,
  decisions: readonly RaceDecision[],
): TrialToDrop[] {
  return decisions.flatMap((decision) =>
    decision.drops.flatMap((drop) =>
      drop.trialIds
        .filter((trialId) => trials.get(trialId)?.state === 'queued')
        .filter((trialId) => !isRevived(control, trialId, decision))
        .map((trialId) => ({
          trialId,
          reason: reasonOf(decision, drop),
          decision: decision.number,
        })),
    ),
  );
}

/** Whether a trial that a decision names was asked for again by name. */
export function isRevived(
  { trials }: Pick<RacedStudy['control'], 'trials'>,
  trialId: string,
  { edition }: { readonly edition: number },
): boolean {
  return (trials[trialId]?.sinceEdition ?? 1) > edition;
}

/** The surest lead, in words. */
function reasonOf(
  { number, cells, plannedCells, threshold }: RaceDecision,
  { variant, leads }: RaceDecision['drops'][number],
): string {
  const [surest] = leads;
  const lead = surest
    ? `: ${surest.rival} is ${(100 * surest.difference).toFixed(1)} points ahead (p ${surest.p.toPrecision(2)}, below ${threshold.toPrecision(2)})`
    : '';
  return `after ${cells} of ${plannedCells} cells ${variant} can no longer be among the best${lead}; decision ${number} of the race`;
}
