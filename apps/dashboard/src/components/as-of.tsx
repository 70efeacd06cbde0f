import { clockTime } from '../text/format.js';
import { PartProblem } from './problem.js';

/** How old what is shown is, on a page that asks again by itself; why, where that fails. */
export function AsOf({
  query: { dataUpdatedAt, error, refetch },
}: {
  readonly query: {
    readonly dataUpdatedAt: number;
    readonly error: Error | null;
    readonly refetch: () => unknown;
  };
}) {
  const time = clockTime(new Date(dataUpdatedAt));
  if (error) {
    return (
      <>
        <PartProblem error={error} retry={() => void refetch()} />
        <p className="quiet">What you see is of {time}.</p>
      </>
    );
  }
  return <p className="quiet">As of {time}; renewed with each event, and every five seconds.</p>;
}
