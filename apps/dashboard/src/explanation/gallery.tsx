import type { ExplanationPicture } from '@crossfold/contracts';
import { useEffect, useState } from 'react';
import { apiUrl, request } from '../api/request.js';
import { tokenStore } from '../api/token.js';

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
  const { address, isLost } = usePicture(path);
  const isRight = trueClass === predictedClass;
  const text = `true ${trueClass}, predicted ${predictedClass}, ${Math.round(100 * probability)} %`;
  return (
    <figure data-right={isRight}>
      <img
        alt={
          isLost ? `The picture of ${imageId} could not be loaded` : `Map of ${imageId}: ${text}`
        }
        loading="lazy"
        src={address}
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

/** An image's address carries no token: with one the picture is fetched here and handed over. */
function usePicture(path: string): { readonly address?: string; readonly isLost: boolean } {
  const needsToken = tokenStore.read() !== null;
  const [fetched, setFetched] = useState<string | null>(null);
  const [isLost, setIsLost] = useState(false);
  useEffect(() => {
    if (!needsToken) return;
    const stop = new AbortController();
    let made = '';
    const fetching = request(path, { signal: stop.signal }).then(async (answer) => {
      made = URL.createObjectURL(await answer.blob());
      setFetched(made);
    });
    fetching.catch(() => {
      if (!stop.signal.aborted) setIsLost(true);
    });
    return () => {
      stop.abort();
      if (made !== '') URL.revokeObjectURL(made);
    };
  }, [path, needsToken]);
  if (!needsToken) return { address: apiUrl(path), isLost };
  return fetched === null ? { isLost } : { address: fetched, isLost };
}
