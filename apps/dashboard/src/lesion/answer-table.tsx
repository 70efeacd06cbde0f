import type { DatasetImage } from '@crossfold/contracts';
import { Link } from '@tanstack/react-router';
import type { SomePredictions } from '../api/lesion-queries.js';
import { TableBox } from '../components/table-box.js';
import { count, dash, percent, plural } from '../text/format.js';

/** What each model that did not see the images says of them, and who is right. */
export function AnswerTable({
  studyId,
  images,
  predictions,
}: {
  readonly studyId: string;
  readonly images: readonly DatasetImage[];
  readonly predictions: readonly SomePredictions[];
}) {
  const right = predictions.flatMap((one) => one.images).filter(isRight).length;
  const all = predictions.flatMap((one) => one.images).length;
  const caption = `${count(right)} of ${plural(all, 'answer')} right; % is the probability of the true class`;
  return (
    <TableBox label={caption}>
      <table className="lesion">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">trial</th>
            <th scope="col">right</th>
            {images.map(({ imageId }) => (
              <th key={imageId} scope="col">
                {imageId}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {predictions.map((one) => (
            <AnswerRow key={one.cell.trialId} studyId={studyId} images={images} predictions={one} />
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

function AnswerRow({
  studyId,
  images,
  predictions: { cell, classes, images: answers },
}: {
  readonly studyId: string;
  readonly images: readonly DatasetImage[];
  readonly predictions: SomePredictions;
}) {
  const { trialId } = cell;
  return (
    <tr>
      <th scope="row">
        <Link to="/studies/$studyId/trials/$trialId" params={{ studyId, trialId }} data-row>
          {trialId}
        </Link>
      </th>
      <td>{`${answers.filter(isRight).length} of ${answers.length}`}</td>
      {images.map(({ imageId }) => {
        const answer = answers.find((one) => one.imageId === imageId);
        if (!answer) return <td key={imageId}>{dash}</td>;
        const mark = isRight(answer) ? '✓' : '✕';
        const share = answer.probabilities[classes.indexOf(answer.label)];
        return (
          <td key={imageId} className={isRight(answer) ? 'is-right' : 'is-wrong'}>
            {`${mark} ${answer.predicted}`} <small>{percent(share)} %</small>
          </td>
        );
      })}
    </tr>
  );
}

function isRight({ label, predicted }: { readonly label: string; readonly predicted: string }) {
  return label === predicted;
}
