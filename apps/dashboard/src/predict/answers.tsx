import type { ImagePrediction, PredictionResult } from '@crossfold/contracts';
import { ApiImage, useObjectUrl } from '../components/api-image.js';
import { Facts } from '../components/facts.js';
import { decimal, percent } from '../text/format.js';

/** Two panels and a scale. */
const mapSize = { width: 950, height: 500 };

type Answer = NonNullable<ImagePrediction['answer']>;

/** What is said of each image, beside it. */
export function Answers({
  result: { predictionId, predictor, predictions, maps },
  files,
}: {
  readonly result: PredictionResult;
  /** In the order of the predictions. */
  readonly files: readonly File[];
}) {
  const { study, trialId, models, calibrated, coverage, calibrationImages } = predictor;
  return (
    <>
      <p className="leak" role="note">
        {predictor.notice}
      </p>
      <Facts
        facts={[
          ['Predicted by', `${trialId ?? 'the ensemble'} of ${study.studyId}`],
          ['Models', `${models}, ${calibrated} with a temperature`],
          ['Coverage asked for', `${percent(coverage)} %`],
          ['Calibrated on', `${calibrationImages} held-out images`],
        ]}
      />
      <ul className="answers">
        {predictions.map((one, i) => (
          <li key={i}>
            <OneAnswer
              prediction={one}
              file={files[i]}
              map={maps[i] ? `predictions/${encodeURIComponent(predictionId)}/maps/${i + 1}` : null}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

function OneAnswer({
  prediction: { image, answer, error },
  file,
  map,
}: {
  readonly prediction: ImagePrediction;
  readonly file: File | undefined;
  /** The path of the picture of where the models look; null for none. */
  readonly map: string | null;
}) {
  const address = useObjectUrl(file);
  return (
    <article aria-label={image}>
      {address !== undefined && <img src={address} alt={`The image ${image}`} />}
      <div>
        <h2>{image}</h2>
        {error && <p className="problem">{error.message}</p>}
        {answer && <AnswerTable answer={answer} />}
        {answer && map !== null && (
          <figure>
            <figcaption>
              <strong>{`Where the models look for ${answer.top[0]?.class ?? 'it'}`}</strong>
              <span className="quiet">
                Grad-CAM, the mean of the models: where a layer responds, not why.
              </span>
            </figcaption>
            <ApiImage path={map} alt={`Map of ${image}`} {...mapSize} />
          </figure>
        )}
      </div>
    </article>
  );
}

function AnswerTable({ answer }: { readonly answer: Answer }) {
  const { top, entropy, mutualInformation, conformalSet } = answer;
  return (
    <>
      <table className="balance">
        <caption>The likeliest classes</caption>
        <thead>
          <tr>
            <th scope="col">class</th>
            <th scope="col">%</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {top.map((one) => (
            <tr key={one.class}>
              <th scope="row">{one.class}</th>
              <td>{percent(one.probability)}</td>
              <td aria-hidden="true">
                <span className="extent" style={{ width: `${100 * one.probability}%` }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Facts
        facts={[
          ['Cannot be ruled out', setText(conformalSet)],
          ['Uncertainty (entropy, nats)', decimal(entropy)],
          ['of it disagreement of the models', decimal(mutualInformation)],
        ]}
      />
    </>
  );
}

function setText(conformalSet: readonly string[]): string {
  return conformalSet.length === 0
    ? 'no class: the image looks like none that the models know'
    : conformalSet.join(', ');
}
