import type { Study, TrialView } from '@crossfold/contracts';
import { placeText, scoreRow, scoreTitle } from '@crossfold/contracts/page';
import { dash, decimal, percent, signed } from '../text/format.js';
import type { Colouring } from './matrix-layout.js';

export function trialTitle(trial: TrialView, { foldPlan }: Pick<Study, 'foldPlan'>): string {
  return `${trial.variant}, ${placeText(foldPlan.options, trial)}, seed ${trial.seed}`;
}

/** Share of a trial's epochs that are done, with the steps of the one under way. */
export function trialProgress({ epoch, epochs, step, steps }: TrialView): number {
  if (!epochs) return 0;
  return Math.min(1, (epoch + (steps > 0 ? step / steps : 0)) / epochs);
}

/** A number as a cell has it. */
export function valueText(value: number, { metric, isDifference }: Colouring): string {
  const isShare = scoreRow(metric).unit === 'percent';
  if (isDifference && isShare) return signed(value);
  return isShare ? percent(value) : decimal(value);
}

/** A sign for each state without a score; of what runs, how far it is. */
export function glyphOf(trial: TrialView | undefined): string {
  switch (trial?.state) {
    case 'running':
      return trial.epochs ? `${trial.epoch}/${trial.epochs}` : '…';
    case 'paused':
      return '‖';
    case 'failed':
      return '✕';
    case 'skipped':
      return '⊘';
    case 'raced-out':
      return '⇥';
    case 'cancelled':
      return dash;
    case 'queued':
      return '·';
    default:
      return '';
  }
}

/** What a cell says to who cannot see it. */
export function meaningOf(trial: TrialView, value: number | null, colouring: Colouring): string {
  const { state, epoch, epochs, error, takenFrom } = trial;
  switch (state) {
    case 'succeeded': {
      const title = scoreTitle(colouring.metric);
      const of = colouring.isDifference ? `${title} minus baseline` : title;
      const isShare = scoreRow(colouring.metric).unit === 'percent';
      const unit = isShare ? (colouring.isDifference ? ' points' : ' %') : '';
      const text = value === null ? dash : `${valueText(value, colouring)}${unit}`;
      return `${of} ${text}${takenFrom === null ? '' : `, result of ${takenFrom}`}`;
    }
    case 'running':
      return `running, ${epoch} of at most ${epochs ?? '?'} epochs done`;
    case 'failed':
      return `failed, ${error?.code ?? 'no code'}`;
    case 'skipped':
    case 'raced-out':
      return `${state.replace('-', ' ')}, ${error?.message ?? 'no reason is known'}`;
    default:
      return state;
  }
}
