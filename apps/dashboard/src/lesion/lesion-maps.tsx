import type { DatasetImage } from '@crossfold/contracts';
import { useQueries, useQuery } from '@tanstack/react-query';
import { explanationQuery, explanationsQuery } from '../api/queries.js';
import { studyPath } from '../api/request.js';
import { ApiImage } from '../components/api-image.js';
import { Loading, PartProblem } from '../components/problem.js';

/** Of the pictures: two panels and a scale. */
const pictureSize = { width: 950, height: 500 };

/** Maps of these images, in explanations that were made of the study. */
export function LesionMaps({
  studyId,
  images,
}: {
  readonly studyId: string;
  readonly images: readonly DatasetImage[];
}) {
  const list = useQuery(explanationsQuery(studyId));
  const finished = list.data?.explanations.filter(({ state }) => state === 'finished') ?? [];
  const views = useQueries({
    queries: finished.map(({ order, state }) => explanationQuery(studyId, order.number, state)),
  });
  const ids = new Set(images.map(({ imageId }) => imageId));
  const pictures = views.flatMap(({ data }) =>
    (data?.explanation?.pictures ?? []).flatMap((picture, i) =>
      ids.has(picture.imageId)
        ? [{ picture, number: data?.order.number ?? 0, position: i + 1 }]
        : [],
    ),
  );
  if (list.error) return <PartProblem error={list.error} retry={() => void list.refetch()} />;
  if (list.isPending || views.some(({ isPending }) => isPending))
    return <Loading what="the maps" />;
  if (pictures.length === 0) {
    return (
      <p className="empty">
        None is drawn of these images. Maps are drawn of some images of each class:{' '}
        <code>npx crossfold explain {studyId}</code>.
      </p>
    );
  }
  return (
    <div className="gallery">
      {pictures.map(({ picture, number, position }) => {
        const { imageId, trialId, trueClass, predictedClass } = picture;
        const text = `${imageId} by ${trialId}: true ${trueClass}, predicted ${predictedClass}`;
        const path = `${studyPath(studyId)}/explanations/${number}/pictures/${position}`;
        return (
          <figure key={`${number} ${position}`}>
            <ApiImage path={path} alt={`Map of ${text}`} {...pictureSize} />
            <figcaption>{text}</figcaption>
          </figure>
        );
      })}
    </div>
  );
}
