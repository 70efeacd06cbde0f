import { Link, getRouteApi } from '@tanstack/react-router';
import { Permitted } from '../components/permitted.js';
import { Loading, PartProblem } from '../components/problem.js';
import { useTitle } from '../components/use-title.js';
import { Answers } from '../predict/answers.js';
import { DropArea } from '../predict/drop-area.js';
import { ModelChoice } from '../predict/model-choice.js';
import { usePrediction } from '../predict/use-prediction.js';
import '../styles/datasets.css';
import '../styles/forms.css';
import { plural } from '../text/format.js';
import { problemText } from '../text/problem-text.js';

const routeApi = getRouteApi('/predict');

/** Asks a study's models about images that it has not seen. */
export function PredictPage() {
  useTitle('Predict');
  const search = routeApi.useSearch();
  const navigate = routeApi.useNavigate();
  const { send, files, view, isBusy, error } = usePrediction();
  return (
    <section className="page">
      <h1>Predict</h1>
      <p className="quiet">
        For research only: not a medical device. Images and answers are removed after a day.
      </p>
      <ModelChoice
        search={search}
        onChange={(next) => void navigate({ search: next, replace: true })}
      />
      {search.studyId === undefined ? (
        <p className="empty">Choose the study whose models are to answer.</p>
      ) : (
        <Permitted need="study.write" to="predict images">
          <DropArea
            isBusy={isBusy}
            onFiles={(dropped) => {
              if (dropped.length > 0) send({ search, files: dropped });
            }}
          />
        </Permitted>
      )}
      {error && <PartProblem error={error} />}
      {isBusy && <Loading what={`the answer about ${plural(files.length, 'image')}`} />}
      {view?.state === 'open' && (
        <p className="quiet">
          A worker makes it; if this takes long, see whether one is free:{' '}
          <Link to="/workers">workers</Link>, <Link to="/queue">queue</Link>.
        </p>
      )}
      {view?.failure && (
        <p className="problem" role="alert">
          {problemText(view.failure.message, view.failure.remedy)}
        </p>
      )}
      {view?.result && <Answers result={view.result} files={files} />}
    </section>
  );
}
