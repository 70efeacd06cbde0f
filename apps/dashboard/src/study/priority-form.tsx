import { useState } from 'react';
import { ApiProblem } from '../api/api-problem.js';
import { post } from '../api/request.js';
import { Permitted } from '../components/permitted.js';
import { errorText } from '../text/problem-text.js';

/** The API takes none beyond. */
const range = { min: -1000, max: 1000 } as const;

/** How soon workers take the trials of a study, or one trial; the higher, the sooner. */
export function PriorityForm({
  what,
  path,
  priority,
  onDone,
}: {
  /** "the study" or "the trial". */
  readonly what: string;
  /** Of a study or trial in the API. */
  readonly path: string;
  readonly priority: number;
  readonly onDone: () => void;
}) {
  const [said, setSaid] = useState('');
  const [refusal, setRefusal] = useState('');
  const set = async (asked: number) => {
    setSaid('');
    setRefusal('');
    try {
      await post(`${path}/priority`, { priority: asked });
      setSaid('Set.');
      onDone();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setRefusal(errorText(error));
    }
  };
  return (
    <Permitted need="study.write">
      <form
        className="controls"
        aria-label={`Priority of ${what}`}
        onSubmit={(event) => {
          event.preventDefault();
          void set(Number(new FormData(event.currentTarget).get('priority')));
        }}
      >
        <label>
          Priority{' '}
          <input
            key={priority}
            type="number"
            name="priority"
            defaultValue={priority}
            {...range}
            step={1}
            required
          />
        </label>
        <button type="submit">Set</button>
        <span className="quiet">The higher, the sooner its trials are taken; 0 to begin with.</span>
        <span role="status">{said}</span>
        <span className="refusal" role="alert">
          {refusal}
        </span>
      </form>
    </Permitted>
  );
}
