import type { TrialView } from '@crossfold/contracts';
import { useQuery } from '@tanstack/react-query';
import { ApiProblem } from '../api/api-problem.js';
import { trialLogQuery } from '../api/queries.js';
import { trialPath } from '../api/request.js';
import { DownloadLink } from '../components/download-link.js';
import { Loading, PartProblem } from '../components/problem.js';

/** Lines of its end that are shown; the file has the others. */
const shownLines = 200;

/** What the newest attempt at a trial has said. */
export function TrialLog({
  studyId,
  trial: { trialId, state, attempt },
}: {
  readonly studyId: string;
  readonly trial: TrialView;
}) {
  const query = trialLogQuery({ studyId, trialId }, shownLines, {
    version: `${state} ${attempt}`,
    isRunning: state === 'running',
  });
  const { data, error, refetch } = useQuery(query);
  if (error instanceof ApiProblem && error.status === 404) {
    return <p className="quiet">No log is stored: one is there soon after a trial has begun.</p>;
  }
  if (error) return <PartProblem error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading what="the log" />;
  return (
    <>
      <pre className="log" role="region" tabIndex={0} aria-label="Log">
        {data}
      </pre>
      <p className="links">
        <DownloadLink
          path={`${trialPath(studyId, trialId)}/log`}
          file={`${studyId}.${trialId}.log.txt`}
          title="All of the log (text)"
        />
      </p>
    </>
  );
}
