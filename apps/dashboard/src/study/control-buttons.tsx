import type { StudyState, TrialState } from '@crossfold/contracts';
import { isFinalStudyState } from '@crossfold/contracts/page';
import { useState } from 'react';
import { ApiProblem, post } from '../api/request.js';

export type Command = 'pause' | 'resume' | 'retry' | 'cancel';

const labels: Readonly<Record<Command, string>> = {
  pause: 'Pause',
  resume: 'Resume',
  retry: 'Try again',
  cancel: 'Cancel',
};

/** What can be asked of a trial in its state. */
export function trialCommands(state: TrialState): readonly Command[] {
  if (state === 'queued' || state === 'running') return ['pause', 'cancel'];
  if (state === 'paused') return ['resume', 'cancel'];
  return state === 'succeeded' ? [] : ['retry'];
}

/**
 * What can be asked of a study.
 *
 * @param now `unfinished`: trials that failed, were skipped or cancelled
 */
export function studyCommands(
  state: StudyState,
  { desired, unfinished }: { readonly desired: string; readonly unfinished: number },
): readonly Command[] {
  const retry: readonly Command[] = unfinished > 0 ? ['retry'] : [];
  if (desired === 'cancel' || state === 'summarising' || isFinalStudyState(state)) return retry;
  const isPaused = state === 'paused' || desired === 'pause';
  return [isPaused ? 'resume' : 'pause', ...retry, 'cancel'];
}

/** A row of buttons, each of which asks for something; what is refused is said beside them. */
export function ControlButtons({
  what,
  path,
  commands,
  onDone,
}: {
  /** That it is asked of, for screen readers: "the study". */
  readonly what: string;
  /** Of a study or trial in the API. */
  readonly path: string;
  readonly commands: readonly Command[];
  readonly onDone: () => void;
}) {
  const [refusal, setRefusal] = useState('');
  const press = async (command: Command) => {
    if (command === 'cancel' && !confirm(`Cancel ${what} for good?`)) return;
    setRefusal('');
    try {
      await post(`${path}/${command}`);
      onDone();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setRefusal(`${error.message} ${error.remedy}`);
    }
  };
  if (commands.length === 0 && refusal === '') return null;
  return (
    <div className="controls" role="group" aria-label={`Control ${what}`}>
      {commands.map((command) => (
        <button
          key={command}
          type="button"
          data-command={command}
          onClick={() => void press(command)}
        >
          {labels[command]}
        </button>
      ))}
      <span className="refusal" role="alert">
        {refusal}
      </span>
    </div>
  );
}
