import { useState } from 'react';
import { ApiProblem } from '../api/api-problem.js';
import { post } from '../api/request.js';
import { Permitted } from '../components/permitted.js';
import type { Command } from './commands.js';
import { errorText } from '../text/problem-text.js';

const labels: Readonly<Record<Command, string>> = {
  pause: 'Pause',
  resume: 'Resume',
  retry: 'Try again',
  revive: 'Run what was raced out',
  cancel: 'Cancel',
};

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
      setRefusal(errorText(error));
    }
  };
  if (commands.length === 0 && refusal === '') return null;
  return (
    <Permitted need="study.write" to={`control ${what}`}>
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
    </Permitted>
  );
}
