import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { datasetStudiesQuery } from '../api/dataset-queries.js';
import { Loading, PartProblem } from '../components/problem.js';
import { StateBadge } from '../components/state-badge.js';
import { count, moment } from '../text/format.js';

/** Studies of a data set, newest first. */
export function StudyUses({ name }: { readonly name: string }) {
  const query = useQuery(datasetStudiesQuery(name));
  if (query.error) return <PartProblem error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Loading what="its studies" />;
  const { studies, total } = query.data;
  if (total === 0) return <p className="empty">No study uses it yet.</p>;
  return (
    <>
      <ul className="uses">
        {studies.map(({ studyId, name: title, state, submittedAt }) => (
          <li key={studyId}>
            <Link to="/studies/$studyId" params={{ studyId }} data-row>
              {title}
            </Link>{' '}
            <StateBadge state={state} /> <small>{moment(submittedAt)}</small>
          </li>
        ))}
      </ul>
      {studies.length < total && (
        <p className="quiet">
          The newest {count(studies.length)} of {count(total)}.
        </p>
      )}
    </>
  );
}
