import type { AttemptView, TrialView } from '@crossfold/contracts';
import { useQuery } from '@tanstack/react-query';
import { attemptsQuery } from '../api/queries.js';
import { Loading, PartProblem } from '../components/problem.js';
import { StateBadge } from '../components/state-badge.js';
import { duration, moment } from '../text/format.js';

/** Who took a trial up, when, and how each attempt ended. */
export function Attempts({
  studyId,
  trial: { trialId, state, attempt },
}: {
  readonly studyId: string;
  readonly trial: TrialView;
}) {
  const { data, error, refetch } = useQuery(attemptsQuery(studyId, trialId, `${state} ${attempt}`));
  if (error) return <PartProblem error={error} retry={() => void refetch()} />;
  if (!data) return <Loading what="the attempts" />;
  if (data.attempts.length === 0) return <p className="quiet">No worker has taken it up yet.</p>;
  return (
    <ol className="timeline">
      {data.attempts.map((one) => (
        <li key={one.attempt} data-state={one.end}>
          <strong>Attempt {one.attempt}</strong> by {one.worker} <StateBadge state={one.end} />
          <div className="quiet">{whenText(one)}</div>
          {one.error && (
            <div className="problem">
              <code>{one.error.code}</code> {one.error.message} {one.error.remedy}
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}

function whenText({ startedAt, endedAt }: AttemptView): string {
  if (endedAt === null) return `from ${moment(startedAt)}`;
  const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  return `${moment(startedAt)} to ${moment(endedAt)}, ${duration(seconds)}`;
}
