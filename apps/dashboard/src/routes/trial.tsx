import { Link, getRouteApi } from '@tanstack/react-router';
import { StateBadge } from '../components/state-badge.js';
import { useTitle } from '../components/use-title.js';
import { useStudy } from '../live/use-study.js';

const routeApi = getRouteApi('/studies/$studyId/trials/$trialId');

/** One trial of a study. */
export function TrialPage() {
  const { studyId, trialId } = routeApi.useParams();
  const trial = useStudy().snapshot.trials.get(trialId);
  useTitle(trialId);
  return (
    <article>
      <p className="crumbs">
        <Link to="/">Studies</Link> /{' '}
        <Link to="/studies/$studyId" params={{ studyId }}>
          {studyId}
        </Link>{' '}
        / {trialId}
      </p>
      <h1>{trialId}</h1>
      {trial && <StateBadge state={trial.state} />}
    </article>
  );
}
