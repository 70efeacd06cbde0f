import type { DatasetImage, DatasetView } from '@crossfold/contracts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { datasetImagesQuery, datasetPath, datasetStudiesQuery } from '../api/dataset-queries.js';
import { ApiImage } from '../components/api-image.js';
import { Loading, PartProblem } from '../components/problem.js';
import { count, plural } from '../text/format.js';

/** Images of a data set that no study seals. */
export function SampleImages({
  dataset: { name, classes },
  label,
  onLabel,
}: {
  readonly dataset: DatasetView;
  readonly label: string | undefined;
  readonly onLabel: (label: string | undefined) => void;
}) {
  const query = useInfiniteQuery(datasetImagesQuery(name, label));
  const first = query.data?.pages[0];
  const images = query.data?.pages.flatMap((page) => page.images) ?? [];
  const studies = useQuery(datasetStudiesQuery(name)).data?.studies;
  // The newest that can say something of an image.
  const studyId = studies?.find(({ trials }) => trials.succeeded > 0)?.studyId;
  return (
    <>
      <label className="choice">
        Class{' '}
        <select
          value={label ?? ''}
          onChange={({ target }) => {
            onLabel(target.value === '' ? undefined : target.value);
          }}
        >
          <option value="">all classes</option>
          {classes.map((one) => (
            <option key={one.label}>{one.label}</option>
          ))}
        </select>
      </label>
      {query.error && <PartProblem error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading what="the images" />}
      {first && (
        <p className="quiet">
          {count(images.length)} of {plural(first.total, 'image')}
          {first.sealed > 0 && `; ${count(first.sealed)} that studies seal are not shown`}. A label
          stands where a study trains on the image.
        </p>
      )}
      {first?.total === 0 && (
        <p className="empty">
          {label === undefined
            ? 'Studies seal all of them.'
            : 'None is known to be of this class: labels are told of images that a study trains on.'}
        </p>
      )}
      <ul className="images">
        {images.map((image) => (
          <li key={image.imageId}>
            <SampleImage name={name} image={image} studyId={studyId} />
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <button type="button" onClick={() => void query.fetchNextPage()}>
          Show more images
        </button>
      )}
    </>
  );
}

export function SampleImage({
  name,
  image: { imageId, groupId, label, widthPx, heightPx },
  studyId,
}: {
  /** Of the data set. */
  readonly name: string;
  readonly image: DatasetImage;
  /** Whose answers about its group are linked to; left out for none. */
  readonly studyId?: string | undefined;
}) {
  return (
    <figure>
      <ApiImage
        path={datasetPath(name, 'images', imageId)}
        alt={`Image ${imageId}`}
        width={widthPx}
        height={heightPx}
      />
      <figcaption>
        <strong>{label ?? 'label not told'}</strong>
        <small>{imageId}</small>
        {studyId !== undefined && (
          <small>
            <Link to="/studies/$studyId/groups/$groupId" params={{ studyId, groupId }}>
              {groupId}
            </Link>
          </small>
        )}
      </figcaption>
    </figure>
  );
}
