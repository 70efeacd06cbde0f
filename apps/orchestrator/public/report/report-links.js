/** @import { StudyTableName } from '@crossfold/contracts' */
import { apiUrl, request, tokenStore } from '../client/api.js';
import { element } from '../element.js';

const formats = [
  { format: 'md', title: 'Markdown', extension: 'md' },
  { format: 'html', title: 'HTML', extension: 'html' },
  { format: 'json', title: 'JSON', extension: 'json' },
  { format: 'latex', title: 'LaTeX', extension: 'tex' },
];

/**
 * Tables for data frames: what the links to them say.
 *
 * @satisfies {Record<StudyTableName, string>}
 */
const tables = {
  variants: 'variants',
  differences: 'differences',
  classes: 'classes',
  confusions: 'confusions',
  ensemble: 'ensemble',
  ensembleViews: 'ensemble by views',
  crossValidated: 'cross-validated ensemble',
  subgroups: 'subgroups',
  learningCurves: 'learning curves',
  sharedErrors: 'errors that all seeds share',
  published: 'published results',
  race: 'arms raced out',
  caveats: 'caveats',
  cells: 'cells',
  epochs: 'epochs',
  predictions: 'predictions',
};

/**
 * Links to the report in every format, and to its tables.
 *
 * @param {string} studyId
 */
export function reportLinks(studyId) {
  const study = `studies/${encodeURIComponent(studyId)}`;
  const reports = formats.map(({ format, title, extension }) =>
    downloadLink(`${study}/report?format=${format}`, `${studyId}.${extension}`, title),
  );
  const data = Object.entries(tables).map(([table, title]) =>
    downloadLink(`${study}/tables/${table}`, `${studyId}.${table}.csv`, title),
  );
  return element('div', { class: 'links' }, [
    element('p', {}, ['Report as ', ...reports]),
    element('p', {}, ['Data as CSV: ', ...data]),
  ]);
}

/**
 * @param {string} path below the API
 * @param {string} file
 * @param {string} title
 */
function downloadLink(path, file, title) {
  return element('a', { href: apiUrl(path), download: file, onclick: fetchWithToken }, [title]);

  /** @param {MouseEvent} event */
  function fetchWithToken(event) {
    // A link carries no token: with one the file is fetched here and handed over.
    if (!tokenStore.read()) return;
    event.preventDefault();
    void request(path).then(async (answer) => saveFile(await answer.blob(), file));
  }
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
