import { apiUrl } from '../api/api-url.js';

/** A link to a file of the API. */
export function DownloadLink({
  path,
  file,
  title,
}: {
  /** Below the API. */
  readonly path: string;
  readonly file: string;
  readonly title: string;
}) {
  return (
    <a href={apiUrl(path)} download={file}>
      {title}
    </a>
  );
}
