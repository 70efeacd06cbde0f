import type { Submitted } from '@crossfold/contracts';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { submitStudy } from '../api/submit-queries.js';
import { Permitted } from '../components/permitted.js';
import { PartProblem } from '../components/problem.js';

/** Submits what was forecast. Pressed twice, or again after a lost answer, it makes one study. */
export function SubmitButton({
  json,
  trials,
  clonedFrom,
  onSubmitted,
}: {
  /** Null while there is nothing that could be submitted. */
  readonly json: string | null;
  readonly trials: number | null;
  /** The study whose file it began with. */
  readonly clonedFrom: string | undefined;
  readonly onSubmitted: (submitted: Submitted) => void;
}) {
  const [keys] = useState(() => new Map<string, string>());
  const submitting = useMutation({
    mutationFn: (text: string) =>
      submitStudy(text, keyOf(keys, `${clonedFrom ?? ''} ${text}`), clonedFrom),
    onSuccess: onSubmitted,
  });
  return (
    <Permitted need="study.write" to="submit a study">
      <p className="controls">
        <button
          type="button"
          className="primary"
          disabled={json === null || submitting.isPending}
          onClick={() => {
            if (json !== null) submitting.mutate(json);
          }}
        >
          {trials === null ? 'Submit' : `Submit ${trials} ${trials === 1 ? 'trial' : 'trials'}`}
        </button>
      </p>
      {submitting.error && <PartProblem error={submitting.error} />}
    </Permitted>
  );
}

/** One key for each file. `crypto.randomUUID` is there on pages of HTTPS and of this machine alone. */
function keyOf(keys: Map<string, string>, text: string): string {
  const known = keys.get(text);
  if (known !== undefined) return known;
  const numbers = crypto.getRandomValues(new Uint32Array(4));
  const key = [...numbers].map((number) => number.toString(16).padStart(8, '0')).join('');
  keys.set(text, key);
  return key;
}
