import { apiUrl, request } from '../api/request.js';
import { tokenStore } from '../api/token.js';

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
    <a
      href={apiUrl(path)}
      download={file}
      onClick={(event) => {
        // A link carries no token: with one the file is fetched here and handed over.
        if (tokenStore.read() === null) return;
        event.preventDefault();
        void request(path).then(async (answer) => {
          saveFile(await answer.blob(), file);
        });
      }}
    >
      {title}
    </a>
  );
}

const keptMs = 10_000;

function saveFile(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, keptMs);
}
