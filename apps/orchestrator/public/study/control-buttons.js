/** @import { StudyState, TrialState } from '@crossfold/contracts' */
import { isFinalStudyState } from '@crossfold/contracts/page';
import { ApiProblem, post } from '../client/api.js';
import { element } from '../element.js';

/** @typedef {'pause' | 'resume' | 'retry' | 'cancel'} Command */

/** @type {Readonly<Record<Command, string>>} */
const labels = { pause: 'Pause', resume: 'Resume', retry: 'Try again', cancel: 'Cancel' };

/**
 * What can be asked of a trial in its state.
 *
 * @param {TrialState} state
 * @returns {Command[]}
 */
export function trialCommands(state) {
  if (state === 'queued' || state === 'running') return ['pause', 'cancel'];
  if (state === 'paused') return ['resume', 'cancel'];
  return state === 'succeeded' ? [] : ['retry'];
}

/**
 * What can be asked of a study.
 *
 * @param {StudyState} state
 * @param {{ desired: string, unfinished: number }} now `unfinished`: trials that failed, were skipped or cancelled
 * @returns {Command[]}
 */
export function studyCommands(state, { desired, unfinished }) {
  /** @type {Command[]} */
  const retry = unfinished > 0 ? ['retry'] : [];
  if (desired === 'cancel' || state === 'summarising' || isFinalStudyState(state)) return retry;
  const isPaused = state === 'paused' || desired === 'pause';
  return [isPaused ? 'resume' : 'pause', ...retry, 'cancel'];
}

/**
 * A row of buttons, each of which asks for something; what is refused is said beside them.
 *
 * @param {string} what that is asked of, for screen readers
 * @param {(command: Command) => Promise<void>} ask
 */
export function createControlButtons(what, ask) {
  const problem = element('span', { class: 'refusal', role: 'alert' });
  const row = element('div', { class: 'controls', role: 'group', 'aria-label': `Control ${what}` });
  let shown = '';

  /** @param {Command} command */
  async function press(command) {
    if (command === 'cancel' && !confirm(`Cancel ${what} for good?`)) return;
    problem.textContent = '';
    try {
      await ask(command);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.textContent = error.message;
    }
  }

  return {
    node: row,
    /** @param {readonly Command[]} commands */
    show(commands) {
      // A redraw must not take the focus away from a button that stays.
      if (shown === commands.join()) return;
      shown = commands.join();
      const buttons = commands.map((command) =>
        element(
          'button',
          { type: 'button', 'data-command': command, onclick: () => void press(command) },
          [labels[command]],
        ),
      );
      row.replaceChildren(...buttons, problem);
    },
  };
}

/**
 * @param {string} path of a study or trial in the API
 * @param {AbortSignal} signal
 */
export function askFor(path, signal) {
  return (/** @type {Command} */ command) => post(`${path}/${command}`, signal);
}
