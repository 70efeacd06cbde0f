import { apiUrl, request, tokenStore } from '../client/api.js';
import { element } from '../element.js';

const formats = [
  { format: 'md', title: 'Markdown', extension: 'md' },
  { format: 'csv', title: 'CSV', extension: 'csv' },
  { format: 'json', title: 'JSON', extension: 'json' },
  { format: 'latex', title: 'LaTeX', extension: 'tex' },
];

/**
 * Links to the report in every format.
 *
 * @param {string} studyId
 */
export function reportLinks(studyId) {
  const links = formats.map(({ format, title, extension }) => {
    const path = `studies/${encodeURIComponent(studyId)}/report?format=${format}`;
    const file = `${studyId}.${extension}`;
    return element('a', { href: apiUrl(path), download: file, onclick: fetchWithToken }, [title]);

    /** @param {MouseEvent} event */
    function fetchWithToken(event) {
      // A link carries no token: with one the file is fetched here and handed over.
      if (!tokenStore.read()) return;
      event.preventDefault();
      void request(path).then(async (answer) => saveFile(await answer.blob(), file));
    }
  });
  return element('p', { class: 'links' }, ['Report as ', ...links]);
}

/**
 * @param {Blob} blob
 * @param {string} name
 */
function saveFile(blob, name) {
  const href = URL.createObjectURL(blob);
  element('a', { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
