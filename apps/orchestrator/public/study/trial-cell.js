/** @import { Study, TrialView } from '@crossfold/contracts' */
import { placeText } from '@crossfold/contracts/page';
import { dash, percent } from '../format.js';

/**
 * @param {TrialView} trial
 * @param {Pick<Study, 'foldPlan'>} study
 */
export function trialTitle(trial, { foldPlan }) {
  return `${trial.variant}, ${placeText(foldPlan.options, trial)}, seed ${trial.seed}`;
}

/**
 * Share of a trial's epochs that are done, with the steps of the one under way.
 *
 * @param {TrialView} trial
 */
function trialProgress({ epoch, epochs, step, steps }) {
  if (!epochs) return 0;
  return Math.min(1, (epoch + (steps > 0 ? step / steps : 0)) / epochs);
}

/**
 * What a cell of the grid says, short for the eye and whole for a screen reader.
 *
 * @param {TrialView} trial
 * @returns {{ text: string, meaning: string, share: number }} `share`: how far its bar is filled
 */
export function describeCell(trial) {
  const { state, epoch, epochs, scores, error } = trial;
  switch (state) {
    case 'queued':
      return { text: '·', meaning: 'queued', share: 0 };
    case 'running': {
      const meaning = `running, ${epoch} of at most ${epochs ?? '?'} epochs done`;
      return { text: epochs ? `${epoch}/${epochs}` : '…', meaning, share: trialProgress(trial) };
    }
    case 'paused':
      return { text: '‖', meaning: 'paused', share: trialProgress(trial) };
    case 'succeeded': {
      const score = percent(scores?.balancedAccuracy);
      const meaning = `balanced accuracy ${score} %`;
      return { text: score, meaning, share: scores?.balancedAccuracy ?? 0 };
    }
    case 'failed':
      return { text: '✕', meaning: `failed, ${error?.code ?? 'no code'}`, share: 0 };
    case 'skipped':
      return { text: '⊘', meaning: `skipped, ${error?.message ?? 'no reason'}`, share: 0 };
    case 'raced-out':
      return { text: '⇥', meaning: `raced out, ${error?.message ?? 'no reason'}`, share: 0 };
    case 'cancelled':
      return { text: dash, meaning: 'cancelled', share: 0 };
  }
}
