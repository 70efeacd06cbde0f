import { useEffect, useState } from 'react';
import { apiUrl } from '../api/api-url.js';

/** An image of the API. */
export function ApiImage({
  path,
  alt,
  width,
  height,
}: {
  /** Under `/api/v1/`, its parts encoded. */
  readonly path: string;
  readonly alt: string;
  /** Its own, in pixels, so that room is kept for it. */
  readonly width: number;
  readonly height: number;
}) {
  const [isBroken, setBroken] = useState(false);
  if (isBroken) return <span className="no-image">{`${alt}: not to be had`}</span>;
  return (
    <img
      src={apiUrl(path)}
      alt={alt}
      width={width}
      height={height}
      loading="lazy"
      onError={() => {
        setBroken(true);
      }}
    />
  );
}

/** An address in this tab for what was fetched or dropped, given back when it is shown no more. */
export function useObjectUrl(blob: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!blob) return undefined;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => {
      setUrl(undefined);
      URL.revokeObjectURL(made);
    };
  }, [blob]);
  return url;
}
