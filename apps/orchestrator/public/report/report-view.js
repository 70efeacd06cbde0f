/** @import { Evaluation, Report, ReportDocument, ReportSection, ReportTable } from '@crossfold/contracts' */
import { fittedFigure } from '../chart/fitted.js';
import { reliabilityChart } from '../chart/reliability-chart.js';
import { element } from '../element.js';
import { answerOf } from './answer.js';
import { reportLinks } from './report-links.js';
import { reportTable } from './report-table.js';

/**
 * The answer of a study that has ended; its details stand below the trials.
 *
 * @param {Report} report
 * @param {ReportDocument} document
 */
export function reportSummary(report, document) {
  return element('section', { class: 'report', 'aria-label': 'Report' }, [
    element('h2', {}, ['Answer']),
    answerOf(report),
    ...tablesOf(document, 'answer').map(reportTable),
    reportLinks(report.studyId),
  ]);
}

/**
 * @param {Report} report
 * @param {ReportDocument} document
 */
export function reportDetails({ variants, ensemble }, document) {
  const ofVariants = tablesOf(document, 'variants');
  return element('div', {}, [
    section('ensemble', 'Ensembles', [
      ...tablesOf(document, 'ensemble').map(reportTable),
      ensemble && reliabilityFigure('ensemble', ensemble.evaluation),
    ]),
    section(
      'cross-evaluations',
      'On other data sets',
      tablesOf(document, 'crossEvaluations').map(reportTable),
    ),
    section('published', 'Published results', tablesOf(document, 'published').map(reportTable)),
    section('variants', 'Variants in detail', [
      ...ofVariants.filter(({ variant }) => variant === null).map(reportTable),
      ...variants.flatMap(({ name, pooled }, i) =>
        pooled
          ? [
              element('details', { open: i === 0 ? '' : null }, [
                element('summary', {}, [name]),
                element('div', { class: 'pair' }, [
                  ...ofVariants.filter(({ variant }) => variant === name).map(reportTable),
                  reliabilityFigure(`${name}: single models, out of fold, pooled`, pooled),
                ]),
              ]),
            ]
          : [],
      ),
    ]),
    section('record', 'What the study rests on', [
      ...tablesOf(document, 'study').map((table) =>
        element('details', {}, [element('summary', {}, [table.title]), reportTable(table)]),
      ),
      ...document.blocks.flatMap((block) =>
        block.kind === 'list' && block.id === 'scores'
          ? [
              element('details', {}, [
                element('summary', {}, [block.title]),
                element(
                  'ul',
                  {},
                  block.items.map((item) => element('li', {}, [item])),
                ),
              ]),
            ]
          : [],
      ),
    ]),
  ]);
}

/**
 * The table of an explanation, which may be younger than the report.
 *
 * @param {ReportDocument} document
 * @param {number} number of the explanation
 */
export function explanationTable(document, number) {
  const found = tablesOf(document, 'explanations').find(({ id }) => id === `explanation.${number}`);
  return found ? reportTable(found) : null;
}

/**
 * @param {ReportDocument} document
 * @param {ReportSection} name
 * @returns {ReportTable[]}
 */
function tablesOf({ blocks }, name) {
  return blocks.flatMap((block) =>
    block.kind === 'table' && block.section === name ? [block] : [],
  );
}

/**
 * Nothing where there is nothing to show.
 *
 * @param {string} className
 * @param {string} title
 * @param {readonly (Element | null)[]} parts
 */
function section(className, title, parts) {
  if (parts.every((part) => part === null)) return null;
  return element('section', { class: className }, [element('h2', {}, [title]), ...parts]);
}

/**
 * @param {string} title
 * @param {Evaluation} evaluation
 */
function reliabilityFigure(title, { reliability }) {
  const caption = `Reliability, ${title}: on the line, a model is right as often as it says; a larger mark has more images`;
  return fittedFigure(
    (widthPx) => reliabilityChart({ title: caption, reliability, widthPx }),
    [element('figcaption', {}, [caption])],
  );
}
