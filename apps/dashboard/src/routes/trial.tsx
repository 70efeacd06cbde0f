import { isFinalTrialState } from '@crossfold/contracts/page';
import { Link, getRouteApi } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { workersQuery } from '../api/fleet-queries.js';
import { trialPath } from '../api/request.js';
import { Facts } from '../components/facts.js';
import { InView } from '../components/in-view.js';
import { Loading, PartProblem } from '../components/problem.js';
import { Section } from '../components/section.js';
import { IndexedPage } from '../components/side-index.js';
import { StateBadge } from '../components/state-badge.js';
import { useTitle } from '../components/use-title.js';
import { TrialCurves } from '../curves/trial-curves.js';
import { useStudy } from '../live/use-study.js';
import { useTrialHistory } from '../live/use-trial-history.js';
import { trialTitle } from '../matrix/cell-text.js';
import { trialCommands } from '../study/commands.js';
import { ControlButtons } from '../study/control-buttons.js';
import { PriorityForm } from '../study/priority-form.js';
import { Attempts } from '../trial/attempts.js';
import { ReceiptFacts } from '../trial/receipt-facts.js';
import { trialFacts } from '../trial/trial-facts.js';
import { TrialLog } from '../trial/trial-log.js';
import { TrialNeighbours } from '../trial/trial-neighbours.js';
import '../styles/study.css';

const routeApi = getRouteApi('/studies/$studyId/trials/$trialId');

/** One trial of a study: where it stands, its curves, and why it failed if it did. */
export function TrialPage() {
  const { studyId, trialId } = routeApi.useParams();
  const search = routeApi.useSearch();
  const navigate = routeApi.useNavigate();
  const { store, snapshot } = useStudy();
  const { study, name, control } = snapshot.detail;
  const trial = snapshot.trials.get(trialId);
  useTitle(`${trialId} · ${name}`);
  const workers = useQuery({ ...workersQuery(), enabled: trial?.state === 'running' });
  const crumbs = (
    <p className="crumbs">
      <Link to="/">Studies</Link> /{' '}
      <Link to="/studies/$studyId" params={{ studyId }}>
        {studyId}
      </Link>{' '}
      / {trialId}
    </p>
  );
  if (!trial) {
    return (
      <article>
        {crumbs}
        <h1>There is no such trial</h1>
        <p>
          The plan of this study has no trial {trialId}.{' '}
          <Link to="/studies/$studyId" params={{ studyId }}>
            All of its trials
          </Link>
        </p>
      </article>
    );
  }
  const { error, state } = trial;
  const device = workers.data?.workers.find(({ id }) => id === trial.worker)?.device ?? null;
  return (
    <IndexedPage
      at={search.at}
      watched={`${trialId} ${state}`}
      onJump={(at) => void navigate({ search: { ...search, at }, resetScroll: false })}
    >
      {crumbs}
      <h1>{trialTitle(trial, study)}</h1>
      <div className="under-title">
        <StateBadge state={state} />
        <TrialNeighbours trial={trial} />
      </div>
      {error && (
        <div className="problem">
          <code>{error.code}</code> {error.message}
          {error.remedy !== '' && <div className="remedy">{error.remedy}</div>}
        </div>
      )}
      <ControlButtons
        what="the trial"
        path={trialPath(studyId, trialId)}
        commands={trialCommands(state)}
        onDone={store.restart}
      />
      {!isFinalTrialState(state) && control.desired !== 'cancel' && (
        <PriorityForm
          what="the trial"
          path={trialPath(studyId, trialId)}
          priority={control.trials[trialId]?.priority ?? control.priority}
          onDone={store.restart}
        />
      )}
      <Facts facts={trialFacts(trial, { classes: study.dataset.classes?.length, device })} />
      <Section id="trial-curves" title="Curves">
        <History key={trialId} trialId={trialId} />
      </Section>
      <Section id="attempts" title="Attempts">
        <Attempts studyId={studyId} trial={trial} />
      </Section>
      <Section id="log" title="Log">
        <InView>
          <TrialLog
            key={trialId}
            studyId={studyId}
            trial={trial}
            text={search.log}
            onText={(log) =>
              void navigate({
                search: (before) => ({ ...before, log }),
                replace: true,
                resetScroll: false,
              })
            }
          />
        </InView>
      </Section>
      {state === 'succeeded' && (
        <Section id="receipt" title="Receipt">
          <ReceiptFacts studyId={studyId} trialId={trialId} />
        </Section>
      )}
    </IndexedPage>
  );
}

function History({ trialId }: { readonly trialId: string }) {
  const { store } = useStudy();
  const { history, error } = useTrialHistory(trialId);
  if (error) return <PartProblem error={error} />;
  if (!history) return <Loading what="the epochs" />;
  if (history.length === 0) return <p className="quiet">No epoch has ended.</p>;
  return <TrialCurves history={history} call={`${trialPath(store.studyId, trialId)}/metrics`} />;
}
