import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { apiUrl, request } from '../api/request.js';
import { tokenStore } from '../api/token.js';

/** An image of the API. Its address carries no token: with one it is fetched here and handed over. */
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
  const hasToken = tokenStore.read() !== null;
  const fetched = useQuery({
    queryKey: ['image', path],
    queryFn: async ({ signal }) => (await request(path, { signal })).blob(),
    enabled: hasToken,
    staleTime: Infinity,
  });
  const address = useObjectUrl(fetched.data);
  if (isBroken || fetched.error) return <span className="no-image">{`${alt}: not to be had`}</span>;
  return (
    <img
      src={hasToken ? address : apiUrl(path)}
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
