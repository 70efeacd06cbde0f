import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { forecastQuery } from '../api/submit-queries.js';
import { ApiProblem } from '../api/api-problem.js';
import { Loading, PartProblem, Problem } from '../components/problem.js';
import { useTitle } from '../components/use-title.js';
import { FileSource } from '../new-study/file-source.js';
import { ForecastView } from '../new-study/forecast-view.js';
import { parseStudyText } from '../new-study/parse-study-text.js';
import { problemLines } from '../new-study/problem-lines.js';
import { StudyEditor } from '../new-study/study-editor.js';
import { SubmitButton } from '../new-study/submit-button.js';
import { useSettled } from '../new-study/use-settled.js';
import { useStudyText } from '../new-study/use-study-text.js';
import '../styles/forms.css';

const typingMs = 400;
const routeApi = getRouteApi('/new');

/** A study file, checked and forecast while it is written, and submitted. */
export function NewStudyPage() {
  useTitle('New study');
  const search = routeApi.useSearch();
  const navigate = useNavigate();
  const { text, setText, error } = useStudyText(search);
  const settled = useSettled(text, typingMs);
  const { json, problems } = parseStudyText(settled);
  const forecast = useQuery(forecastQuery(json));
  if (forecast.error instanceof ApiProblem && forecast.error.status === 401) {
    return <Problem error={forecast.error} />;
  }
  const refused = forecast.error instanceof ApiProblem ? forecast.error.problems : [];
  const faults = faultsOf(settled, [...problems, ...refused]);
  const isCurrent = text === settled && forecast.data !== undefined;
  return (
    <section className="page">
      <h1>New study</h1>
      <FileSource
        search={search}
        onChange={(next) => void navigate({ to: '/new', search: next, replace: true })}
      />
      {error && <PartProblem error={error} />}
      <div className="beside">
        <StudyEditor text={text} onText={setText} faults={faults} describedBy="what-it-comes-to" />
        <section id="what-it-comes-to" aria-live="polite" aria-label="What it comes to">
          <h2>What it comes to</h2>
          {problems.length > 0 && <ProblemList title="This is no YAML" problems={problems} />}
          {json === null && problems.length === 0 && (
            <p className="empty">Choose what to begin with, or write or paste a study file.</p>
          )}
          {forecast.isFetching && <Loading what="the forecast" />}
          {forecast.error && <Refusal error={forecast.error} />}
          {forecast.data && <ForecastView forecast={forecast.data} />}
          <SubmitButton
            json={isCurrent ? json : null}
            clonedFrom={search.clone}
            trials={isCurrent ? forecast.data.trials : null}
            onSubmitted={({ studyId }) =>
              void navigate({ to: '/studies/$studyId', params: { studyId } })
            }
          />
        </section>
      </div>
    </section>
  );
}

/** By line; what the file lacks is beside it alone. */
function faultsOf(text: string, problems: readonly string[]): ReadonlyMap<number, string> {
  const lines = problemLines(text, problems);
  const faults = new Map<number, string>();
  problems.forEach((problem, i) => {
    const line = lines[i] ?? null;
    if (line !== null) faults.set(line, [faults.get(line), problem].filter(Boolean).join('\n'));
  });
  return faults;
}

function Refusal({ error }: { readonly error: Error }) {
  if (!(error instanceof ApiProblem) || error.problems.length === 0) {
    return <PartProblem error={error} />;
  }
  return <ProblemList title={error.message} problems={error.problems} />;
}

function ProblemList({
  title,
  problems,
}: {
  readonly title: string;
  readonly problems: readonly string[];
}) {
  return (
    <div className="problem" role="alert">
      {title}
      <ul className="problems">
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </div>
  );
}
