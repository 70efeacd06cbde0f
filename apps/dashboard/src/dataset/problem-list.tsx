import type { DatasetView, IngestProblem } from '@crossfold/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { datasetProblemsQuery } from '../api/dataset-queries.js';
import { Loading, PartProblem } from '../components/problem.js';
import { TableBox } from '../components/table-box.js';
import { count } from '../text/format.js';
import { problemText, problemTexts } from './dataset-search.js';

type Kind = IngestProblem['kind'];

/** What was wrong when the images were added, duplicates too, and what was done about each. */
export function ProblemList({
  dataset: { name, problems },
  kind,
  onKind,
}: {
  readonly dataset: DatasetView;
  readonly kind: Kind | undefined;
  readonly onKind: (kind: Kind | undefined) => void;
}) {
  const query = useInfiniteQuery(datasetProblemsQuery(name, kind));
  const present = problems.filter((one) => one.kind in problemTexts);
  const list = query.data?.pages.flatMap((page) => page.problems) ?? [];
  const total = query.data?.pages[0]?.total ?? 0;
  if (problems.length === 0) return <p className="empty">None was found when it was added.</p>;
  return (
    <>
      <label className="choice">
        Kind{' '}
        <select
          value={kind ?? ''}
          onChange={({ target }) => {
            onKind(target.value === '' ? undefined : (target.value as Kind));
          }}
        >
          <option value="">all kinds</option>
          {present.map((one) => (
            <option key={one.kind} value={one.kind}>
              {`${problemText(one.kind)}: ${count(one.dropped)} dropped, ${count(one.kept)} kept`}
            </option>
          ))}
        </select>
      </label>
      {query.error && <PartProblem error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading what="the problems" />}
      {list.length > 0 && <ProblemTable problems={list} total={total} />}
      {query.hasNextPage && (
        <button type="button" onClick={() => void query.fetchNextPage()}>
          Show more problems
        </button>
      )}
    </>
  );
}

function ProblemTable({
  problems,
  total,
}: {
  readonly problems: readonly IngestProblem[];
  readonly total: number;
}) {
  const caption = `${count(problems.length)} of ${count(total)} problems`;
  return (
    <TableBox label={caption}>
      <table className="text">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">image</th>
            <th scope="col">decision</th>
            <th scope="col">problem</th>
            <th scope="col">in detail</th>
          </tr>
        </thead>
        <tbody>
          {problems.map(({ imageId, decision, kind, detail }, i) => (
            <tr key={i}>
              <th scope="row">{imageId}</th>
              <td>{decision}</td>
              <td>{problemText(kind)}</td>
              <td>{detail}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}
