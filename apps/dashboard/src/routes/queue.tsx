import type { QueuePage as QueueAnswer, WaitReason } from '@crossfold/contracts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { forecastQuery, queueQuery } from '../api/fleet-queries.js';
import { AsOf } from '../components/as-of.js';
import { Facts } from '../components/facts.js';
import { Loading, Problem } from '../components/problem.js';
import { useTitle } from '../components/use-title.js';
import { OutlookTable } from '../fleet/outlook-table.js';
import { QueueTable } from '../fleet/queue-table.js';
import { useFollowedQueries } from '../live/use-followed-queries.js';
import { count } from '../text/format.js';

const reasonTitles = {
  'no-worker': 'Without a worker',
  'no-match': 'Without a matching worker',
  behind: 'Behind others',
  'max-parallel': 'At the limit of their study',
  budget: 'Beyond the budget of their study',
  reuse: 'Waiting for a result to take',
  paused: 'Paused',
  retry: 'To be tried again',
} satisfies Record<WaitReason, string>;

const followed = ['queue', 'fleet'];

/** What waits, in order, and why. */
export function QueuePage() {
  useTitle('Queue');
  const refused = useFollowedQueries(followed);
  const query = useInfiniteQuery(queueQuery());
  const forecast = useQuery(forecastQuery()).data;
  const outlooks = forecast?.studies ?? [];
  if (refused) return <Problem error={refused} />;
  const first = query.data?.pages[0];
  if (!first) {
    return query.error ? <Problem error={query.error} /> : <Loading what="the queue" />;
  }
  const jobs = query.data?.pages.flatMap((page) => page.jobs) ?? [];
  return (
    <section className="page">
      <h1>Queue</h1>
      <Facts facts={counts(first)} />
      {first.reasons['no-worker'] > 0 && (
        <p className="problem" role="alert">
          No worker is connected. Start one with <code>npx crossfold up</code>; see{' '}
          <Link to="/workers">workers</Link>.
        </p>
      )}
      {outlooks.length > 0 && <OutlookTable studies={outlooks} />}
      {first.total === 0 ? (
        <p className="empty">
          Nothing waits{first.active > 0 && '; what was queued is being worked on'}. Submit a study
          and its trials appear here.
        </p>
      ) : (
        <QueueTable jobs={jobs} total={first.total} forecast={forecast} />
      )}
      {query.hasNextPage && (
        <button type="button" onClick={() => void query.fetchNextPage()}>
          Show more
        </button>
      )}
      <AsOf query={query} />
    </section>
  );
}

function counts({ total, active, reasons }: QueueAnswer): [string, string][] {
  const byReason = (Object.keys(reasonTitles) as WaitReason[])
    .filter((reason) => reasons[reason] > 0)
    .map((reason): [string, string] => [reasonTitles[reason], count(reasons[reason])]);
  return [['Waiting', count(total)], ...byReason, ['With a worker', count(active)]];
}
