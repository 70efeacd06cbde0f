import type { TrialCounts } from '@crossfold/contracts/page';
import { count } from '../text/format.js';

/** In the order of the bar: what is done first. */
const states = [
  'succeeded',
  'failed',
  'skipped',
  'raced-out',
  'cancelled',
  'running',
  'paused',
  'queued',
] as const;

/** Trials by state: a bar, and the same in words. */
export function ProgressBar({ counts }: { readonly counts: TrialCounts }) {
  const present = states.filter((state) => counts[state] > 0);
  const all = states.reduce((sum, state) => sum + counts[state], 0);
  return (
    <div className="progress">
      <div className="bar" aria-hidden="true">
        {present.map((state) => (
          <span key={state} data-state={state} style={{ flexGrow: counts[state] }} />
        ))}
      </div>
      <ul className="counts" aria-label={`Of ${count(all)} trials`}>
        {present.map((state) => (
          <li key={state} data-state={state}>
            {count(counts[state])} {state}
          </li>
        ))}
      </ul>
    </div>
  );
}
