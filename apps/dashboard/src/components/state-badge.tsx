import { stateText } from '../text/format.js';

/** The state of a study or a trial. */
export function StateBadge({ state }: { readonly state: string }) {
  return (
    <span className="badge" data-state={state}>
      {stateText(state)}
    </span>
  );
}
