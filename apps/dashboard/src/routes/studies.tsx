import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { studiesQuery } from '../api/queries.js';
import { Loading, Problem } from '../components/problem.js';
import { useTitle } from '../components/use-title.js';
import { useFollowedQueries } from '../live/use-followed-queries.js';
import { BulkActions } from '../studies/bulk-actions.js';
import { StudiesFilter } from '../studies/studies-filter.js';
import { StudiesTable } from '../studies/studies-table.js';
import {
  isFiltered,
  searchOfQuery,
  studiesQueryText,
  type StudiesSearch,
} from '../studies/studies-search.js';
import { useSavedViews } from '../studies/use-saved-views.js';
import { ViewsBar } from '../studies/views-bar.js';
import '../styles/studies.css';

const followed = ['studies'];
const routeApi = getRouteApi('/');

/** All studies, or those that are looked for. */
export function StudiesPage() {
  useTitle('Studies');
  const search = routeApi.useSearch();
  const navigate = routeApi.useNavigate();
  const { views, usual } = useSavedViews();
  const query = studiesQueryText(search);
  const usualQuery = views.find(({ name }) => name === usual)?.query ?? '';
  // Whoever comes here without asking for anything gets the default view.
  const [begins] = useState(query === '' && search.view === undefined && usualQuery !== '');
  useEffect(() => {
    if (begins) void navigate({ search: searchOfQuery(usualQuery), replace: true });
    // At the beginning alone.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);
  const change = (next: StudiesSearch) => {
    const isAll = usualQuery !== '' && studiesQueryText(next) === '';
    void navigate({ search: { ...next, view: isAll ? 'all' : undefined }, replace: true });
  };
  const refused = useFollowedQueries(followed);
  const list = useInfiniteQuery(studiesQuery(query));
  const error = refused ?? (list.data ? null : list.error);
  if (error) return <Problem error={error} />;
  const studies = list.data?.pages.flatMap((page) => page.studies) ?? [];
  const total = list.data?.pages[0]?.total ?? 0;
  const asksForSome = isFiltered(search);
  return (
    <section className="page">
      <h1>Studies</h1>
      {/* While there is nothing to look through, nothing is asked. */}
      {(total > 0 || asksForSome) && (
        <>
          <StudiesFilter
            filter={search}
            tags={namesOf(studies.flatMap(({ tags }) => tags))}
            owners={namesOf(studies.flatMap(({ owner }) => owner ?? []))}
            onChange={change}
          />
          <ViewsBar query={query} />
        </>
      )}
      {!list.data && <Loading what="the studies" />}
      {list.data && (
        <BulkActions query={studiesQueryText({ ...search, sort: undefined })} total={total} />
      )}
      {studies.length > 0 && <StudiesTable studies={studies} total={total} />}
      {list.data && studies.length === 0 && (asksForSome ? <NothingFound /> : <NoStudies />)}
      {list.hasNextPage && (
        <button type="button" onClick={() => void list.fetchNextPage()}>
          Show more
        </button>
      )}
    </section>
  );
}

function namesOf(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort((a, b) => a.localeCompare(b));
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
      No study fits what is looked for. Change what is asked for above.
    </p>
  );
}
