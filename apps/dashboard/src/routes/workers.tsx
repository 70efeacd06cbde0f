import type { WorkerList } from '@crossfold/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { workersQuery } from '../api/fleet-queries.js';
import { AsOf } from '../components/as-of.js';
import { Facts } from '../components/facts.js';
import { Loading, Problem } from '../components/problem.js';
import { useTitle } from '../components/use-title.js';
import { WorkerTable } from '../fleet/worker-table.js';
import { useFollowedQueries } from '../live/use-followed-queries.js';
import { count, dash, moment } from '../text/format.js';

const followed = ['workers'];

/** The machines that train, and what each does. */
export function WorkersPage() {
  useTitle('Workers');
  const refused = useFollowedQueries(followed, true);
  const query = useQuery(workersQuery());
  if (refused) return <Problem error={refused} />;
  if (!query.data) {
    return query.error ? <Problem error={query.error} /> : <Loading what="the workers" />;
  }
  const { workers, noneSince } = query.data;
  return (
    <section className="page">
      <h1>Workers</h1>
      <p>
        What waits for them is in the <Link to="/queue">queue</Link>.
      </p>
      {workers.length === 0 ? (
        <p className="empty">
          No worker is connected
          {noneSince !== null && ` since ${moment(noneSince)}`}. Start one with{' '}
          <code>npx crossfold up</code>, or on another machine as the documents of several machines
          say.
        </p>
      ) : (
        <>
          <Facts facts={totals(query.data)} />
          <WorkerTable workers={workers} now={query.dataUpdatedAt} />
        </>
      )}
      <AsOf query={query} />
    </section>
  );
}

function totals({ workers }: WorkerList): [string, string][] {
  const sum = (of: (worker: WorkerList['workers'][number]) => number | null) =>
    workers.reduce((total, worker) => total + (of(worker) ?? 0), 0);
  const isRated = workers.some(({ imagesPerSecond }) => imagesPerSecond !== null);
  return [
    ['Slots', count(sum(({ slots }) => slots))],
    ['Trials that run', count(sum(({ trials }) => trials.length))],
    ['Images/s', isRated ? sum((worker) => worker.imagesPerSecond).toFixed(0) : dash],
    ['Draining', count(workers.filter(({ isDraining }) => isDraining).length)],
  ];
}
