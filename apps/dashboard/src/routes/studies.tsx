import type { StudyEvent } from '@crossfold/contracts';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { followEvents } from '../api/follow-events.js';
import { studiesQuery } from '../api/queries.js';
import { Loading, Problem } from '../components/problem.js';
import { useTitle } from '../components/use-title.js';
import { useConnectionStore } from '../live/connection.js';
import { createThrottle } from '../live/throttle.js';
import { StudiesFilter } from '../studies/studies-filter.js';
import { StudiesTable } from '../studies/studies-table.js';
import { studiesQueryText } from '../studies/studies-search.js';

const refreshMs = 2000;
const routeApi = getRouteApi('/');

/** All studies, or those that are looked for. */
export function StudiesPage() {
  useTitle('Studies');
  const search = routeApi.useSearch();
  const navigate = routeApi.useNavigate();
  const refused = useFollowedList();
  const list = useInfiniteQuery(studiesQuery(studiesQueryText(search)));
  const error = refused ?? (list.data ? null : list.error);
  if (error) return <Problem error={error} />;
  const studies = list.data?.pages.flatMap((page) => page.studies) ?? [];
  const total = list.data?.pages[0]?.total ?? 0;
  const isFiltered = search.text !== undefined || search.state !== undefined;
  return (
    <section className="page">
      <h1>Studies</h1>
      {/* While there is nothing to look through, nothing is asked. */}
      {(total > 0 || isFiltered) && (
        <StudiesFilter
          filter={search}
          onChange={(next) => void navigate({ search: next, replace: true })}
        />
      )}
      {!list.data && <Loading what="the studies" />}
      {studies.length > 0 && <StudiesTable studies={studies} total={total} />}
      {list.data && studies.length === 0 && (isFiltered ? <NothingFound /> : <NoStudies />)}
      {list.hasNextPage && (
        <button type="button" onClick={() => void list.fetchNextPage()}>
          Show more
        </button>
      )}
    </section>
  );
}

/**
 * Asks for the list anew when something in it may have changed.
 *
 * @returns why the server refuses, or null
 */
function useFollowedList(): Error | null {
  const connection = useConnectionStore();
  const queries = useQueryClient();
  const [refused, setRefused] = useState<Error | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const refetch = async () => {
      await queries.invalidateQueries({ queryKey: ['studies'] });
      return null;
    };
    const refresh = createThrottle(() => void refetch(), refreshMs);
    const onEvent = ({ type }: StudyEvent) => {
      if (type !== 'trial.progress' && type !== 'trial.epoch') refresh.request();
    };
    const following = followEvents({
      path: 'events',
      signal,
      load: refetch,
      onEvent,
      onConnection: (state) => {
        if (!signal.aborted) connection.show(state);
      },
    });
    following.catch((error: unknown) => {
      if (!signal.aborted) setRefused(error instanceof Error ? error : new Error(String(error)));
    });
    return () => {
      stop.abort();
      refresh.cancel();
      connection.show(null);
    };
  }, [connection, queries]);
  return refused;
}

function NoStudies() {
  return (
    <p className="empty">
      No study has been submitted yet. Submit one with <code>npx crossfold run STUDY.yaml</code>, or
      see what one looks like: <code>npm run demo</code>.
    </p>
  );
}

function NothingFound() {
  return (
    <p className="empty" role="status">
      No study fits what is looked for. Change the text or the state above.
    </p>
  );
}
