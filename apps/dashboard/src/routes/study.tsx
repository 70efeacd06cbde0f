import type { Report, ReportDocument } from '@crossfold/contracts';
import { isFinalStudyState, type ScoreName } from '@crossfold/contracts/page';
import { useQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { Suspense, lazy, useState } from 'react';
import { reportDocumentQuery, reportQuery } from '../api/queries.js';
import { studyPath } from '../api/request.js';
import { InView } from '../components/in-view.js';
import { Loading, PartProblem } from '../components/problem.js';
import { ProgressBar } from '../components/progress-bar.js';
import { Section } from '../components/section.js';
import { IndexedPage } from '../components/side-index.js';
import { StateBadge } from '../components/state-badge.js';
import { useTitle } from '../components/use-title.js';
import { ConfigurationTables } from '../configuration/configuration-section.js';
import { ExplanationsSection } from '../explanation/explanations-section.js';
import { FailuresSection } from '../failures/failures-section.js';
import { useStudy } from '../live/use-study.js';
import { MatrixSection } from '../matrix/matrix-section.js';
import { NotesForm } from '../notes/notes-form.js';
import { Answer } from '../report/answer.js';
import { ConfusionSection } from '../report/confusion-section.js';
import { ReportDetails } from '../report/details.js';
import { QualitySection } from '../report/quality-section.js';
import { tablesOf } from '../report/report-blocks.js';
import { ReportTableView } from '../report/report-table-view.js';
import { studyCommands } from '../study/commands.js';
import { ControlButtons } from '../study/control-buttons.js';
import { MultiplicitySection } from '../study/multiplicity-section.js';
import { PriorityForm } from '../study/priority-form.js';
import { SealedSection } from '../study/sealed-section.js';
import { statusText } from '../study/status-text.js';
import { StudyFacts } from '../study/study-facts.js';
import type { StudySearch } from '../study/study-search.js';
import { StudyLinks } from '../study/study-links.js';
import { VariantsSection } from '../variants/variants-section.js';
import '../styles/study.css';

/** Drawn by a library of its own size, which nothing else on this page needs. */
const CurvesSection = lazy(async () => {
  const { CurvesSection: component } = await import('../curves/curves-section.js');
  return { default: component };
});

/** Below what is seen first. */
const FoldsSection = lazy(async () => {
  const { FoldsSection: component } = await import('../folds/folds-section.js');
  return { default: component };
});

/** With the library that writes YAML. */
const StudyFile = lazy(async () => {
  const { StudyFile: component } = await import('../configuration/file-section.js');
  return { default: component };
});

const routeApi = getRouteApi('/studies/$studyId/');

/** One study, live until it is final. */
export function StudyPage() {
  const { snapshot } = useStudy();
  const { studyId, control } = snapshot.detail;
  const isFinal = isFinalStudyState(snapshot.state);
  const [wasLive] = useState(!isFinal);
  const report = useQuery({ ...reportQuery(studyId, control.edition), enabled: isFinal });
  const document = useQuery({ ...reportDocumentQuery(studyId, control.edition), enabled: isFinal });
  const error = report.error ?? document.error;
  const retry = () => void Promise.all([report.refetch(), document.refetch()]);
  // All at once, when all is there: parts that come one by one would push the others around. Who has
  // followed the study keeps what is there until its report is there.
  if (!wasLive && isFinal && !error && !(report.data && document.data)) {
    return (
      <StudyFrame watched="loading">
        <Loading what="the report" />
      </StudyFrame>
    );
  }
  const known =
    isFinal && report.data && document.data
      ? { report: report.data, document: document.data }
      : null;
  return (
    <StudyFrame
      watched={`${known !== null} ${snapshot.counts.failed + snapshot.counts.skipped > 0}`}
    >
      {error && <PartProblem error={error} retry={retry} />}
      <Sections known={known} />
    </StudyFrame>
  );
}

/** What a study is and how far, beside an index of what follows. */
function StudyFrame({
  watched,
  children,
}: {
  readonly watched: string;
  readonly children: React.ReactNode;
}) {
  const { store, snapshot } = useStudy();
  const search = routeApi.useSearch();
  const navigate = routeApi.useNavigate();
  const { detail, state, counts, trials } = snapshot;
  const { studyId, name, control } = detail;
  useTitle(`${state} ${counts.succeeded}/${trials.size} · ${name}`);
  const unfinished = counts.failed + counts.skipped + counts.cancelled;
  return (
    <IndexedPage
      at={search.at}
      watched={watched}
      onJump={(at) => void navigate({ search: { ...search, at }, resetScroll: false })}
    >
      <p className="crumbs">
        <Link to="/">Studies</Link> / {studyId}
      </p>
      <h1>{name}</h1>
      {/* Read out by screen readers when the state changes, and not at every redraw. */}
      <p className="unseen" role="status">
        {`Study ${name}: ${state}`}
      </p>
      <p className="status">
        <StateBadge state={state} /> {statusText(snapshot)}
      </p>
      <ProgressBar counts={counts} />
      <ControlButtons
        what="the study"
        path={studyPath(studyId)}
        commands={studyCommands(state, {
          desired: control.desired,
          unfinished,
          racedOut: counts['raced-out'],
        })}
        onDone={store.restart}
      />
      {isFinalStudyState(state) || control.desired === 'cancel' ? null : (
        <PriorityForm
          what="the study"
          path={studyPath(studyId)}
          priority={control.priority}
          onDone={store.restart}
        />
      )}
      <StudyFacts detail={detail} />
      <StudyLinks detail={detail} />
      {children}
    </IndexedPage>
  );
}

/** What the address leaves out. */
const usualMetric: ScoreName = 'balancedAccuracy';

function chosenMetric(metric: ScoreName): ScoreName | undefined {
  return metric === usualMetric ? undefined : metric;
}

interface Known {
  readonly report: Report;
  readonly document: ReportDocument;
}

function Sections({ known }: { readonly known: Known | null }) {
  const { snapshot } = useStudy();
  const { detail } = snapshot;
  const { studyId } = detail;
  const search = routeApi.useSearch();
  const navigate = routeApi.useNavigate();
  const colouring = {
    metric: search.metric ?? usualMetric,
    isDifference: search.show === 'difference',
  };
  const choose = (choice: StudySearch) =>
    void navigate({
      search: (before) => ({ ...before, ...choice }),
      replace: true,
      resetScroll: false,
    });
  const openTrial = (trialId: string) =>
    void navigate({ to: '/studies/$studyId/trials/$trialId', params: { studyId, trialId } });
  return (
    <>
      {known && (
        <Section id="answer" title="Answer">
          <Answer report={known.report} document={known.document} />
        </Section>
      )}
      <Section id="table" title={known ? 'Variants' : 'Interim scores'}>
        <VariantsSection report={known?.report ?? null} choice={search} onChoose={choose} />
      </Section>
      <Section id="trials" title="Trials">
        <MatrixSection
          colouring={colouring}
          onColour={({ metric, isDifference }) => {
            choose({
              metric: chosenMetric(metric),
              show: isDifference ? 'difference' : undefined,
            });
          }}
          onOpen={openTrial}
          choice={search}
          onChoose={choose}
        />
      </Section>
      <FailuresSection />
      <Section id="folds" title="By fold">
        <InView>
          <Suspense fallback={<Loading what="the pairs" />}>
            <FoldsSection
              arm={search.arm}
              metric={colouring.metric}
              report={known?.report ?? null}
              onChoose={({ arm, metric }) => {
                choose({ arm, metric: chosenMetric(metric) });
              }}
              onOpen={openTrial}
            />
          </Suspense>
        </InView>
      </Section>
      <Section id="curves" title="Curves">
        <InView>
          <Suspense fallback={<Loading what="the curves" />}>
            <CurvesSection choice={search} onChoose={choose} />
          </Suspense>
        </InView>
      </Section>
      {known && (
        <>
          <Section id="quality" title="ROC and subgroups">
            <QualitySection report={known.report} document={known.document} />
          </Section>
          <Section id="confusion" title="Confusion">
            <ConfusionSection report={known.report} choice={search} onChoose={choose} />
          </Section>
          <ExplanationsSection studyId={studyId} document={known.document} />
          <Section id="differences" title="Differences in detail">
            {tablesOf(known.document, 'answer').map((table) => (
              <ReportTableView key={table.id} table={table} />
            ))}
          </Section>
        </>
      )}
      <Section id="multiplicity" title="Comparisons and looks">
        <MultiplicitySection report={known?.report ?? null} />
      </Section>
      <Section id="sealed" title="Sealed part">
        <SealedSection known={known} />
      </Section>
      {known && <ReportDetails report={known.report} document={known.document} />}
      {!known && (
        <Section id="configuration" title="Configuration">
          <ConfigurationTables studyId={studyId} />
        </Section>
      )}
      <Section id="notes" title="Notes">
        <NotesForm studyId={studyId} />
      </Section>
      <Section id="file" title="Study file">
        <InView>
          <Suspense fallback={<Loading what="the file" />}>
            <StudyFile detail={detail} />
          </Suspense>
        </InView>
      </Section>
    </>
  );
}
