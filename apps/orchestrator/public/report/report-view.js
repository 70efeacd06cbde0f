/** @import { Report } from '@crossfold/contracts' */
import { element } from '../element.js';
import { answerOf } from './answer.js';
import { comparisonTables } from './comparison-tables.js';
import { reportLinks } from './report-links.js';
import {
  calibrationTable,
  cellTable,
  evaluationParts,
  lesionsOf,
  pooledTable,
  rankingTable,
  worstCaseTable,
} from './report-tables.js';
import { ensembleSection } from './ensemble-section.js';
import { crossEvaluationSection } from './cross-evaluation-section.js';

/**
 * The answer of a study that has ended; its details stand below the trials.
 *
 * @param {Report} report
 */
export function reportSummary(report) {
  return element('section', { class: 'report', 'aria-label': 'Report' }, [
    element('h2', {}, ['Answer']),
    answerOf(report),
    pooledTable(report),
    ...comparisonTables(report),
    reportLinks(report.studyId),
  ]);
}

/** @param {Report} report */
export function reportDetails(report) {
  const variants = report.variants.flatMap(({ name, pooled, intervals }, i) =>
    pooled
      ? [
          element('details', { open: i === 0 ? '' : null }, [
            element('summary', {}, [name]),
            element(
              'div',
              { class: 'pair' },
              evaluationParts(`${name}: single models, out of fold, pooled`, pooled, {
                intervals,
                lesions: lesionsOf(report.classSizes, 'pool'),
              }),
            ),
          ]),
        ]
      : [],
  );
  return element('div', {}, [
    ensembleSection(report),
    crossEvaluationSection(report),
    element('section', {}, [
      element('h2', {}, ['Variants in detail']),
      cellTable(report),
      worstCaseTable(report),
      rankingTable(
        'single models, out of fold, pooled',
        report.variants.map(({ name, pooled }) => ({ name, scores: pooled?.scores })),
      ),
      calibrationTable(report),
      ...variants,
    ]),
  ]);
}
