import type { ExplanationPicture } from '@crossfold/contracts';
import { useState } from 'react';
import { apiUrl } from '../api/api-url.js';

/** The pictures of an explanation, a row for each true class. */
export function Gallery({
  pictures,
  path,
}: {
  readonly pictures: readonly ExplanationPicture[];
  /** Of the explanation in the API. */
  readonly path: string;
}) {
  const classes = [...new Set(pictures.map(({ trueClass }) => trueClass))];
  return classes.map((name) => (
    <section key={name} aria-label={`Pictures of ${name}`}>
      <h3>{name}</h3>
      <div className="gallery">
        {pictures.map((picture, i) =>
          picture.trueClass === name ? (
            <Picture key={i} picture={picture} path={`${path}/pictures/${i + 1}`} />
          ) : null,
        )}
      </div>
    </section>
  ));
}

function Picture({
  picture: { imageId, trueClass, predictedClass, probability },
  path,
}: {
  readonly picture: ExplanationPicture;
  readonly path: string;
}) {
  const [isLost, setIsLost] = useState(false);
  const isRight = trueClass === predictedClass;
  const text = `true ${trueClass}, predicted ${predictedClass}, ${Math.round(100 * probability)} %`;
  return (
    <figure data-right={isRight}>
      <img
        alt={
          isLost ? `The picture of ${imageId} could not be loaded` : `Map of ${imageId}: ${text}`
        }
        loading="lazy"
        src={apiUrl(path)}
        onError={() => {
          setIsLost(true);
        }}
      />
      <figcaption>
        <span>
          <span className={isRight ? 'right' : 'wrong'}>{isRight ? '✓ ' : '✕ '}</span>
          {text}
        </span>
      </figcaption>
    </figure>
  );
}
