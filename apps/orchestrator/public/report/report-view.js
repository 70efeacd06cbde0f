/** @import { Report } from '@crossfold/contracts' */
import { element } from '../element.js';
import { answerOf } from './answer.js';
import { reportLinks } from './report-links.js';
import {
  cellTable,
  comparisonTable,
  ensembleSection,
  evaluationParts,
  pooledTable,
  rankingTable,
} from './report-tables.js';
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
    comparisonTable(report),
    reportLinks(report.studyId),
  ]);
}

/** @param {Report} report */
export function reportDetails(report) {
  const variants = report.variants.flatMap(({ title, pooled }, i) =>
    pooled
      ? [
          element('details', { open: i === 0 ? '' : null }, [
            element('summary', {}, [title]),
            element('div', { class: 'pair' }, evaluationParts(title, pooled)),
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
      rankingTable(
        'pooled',
        report.variants.map(({ title, pooled }) => ({ title, scores: pooled?.scores })),
      ),
      ...variants,
    ]),
  ]);
}
