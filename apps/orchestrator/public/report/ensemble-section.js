/** @import { Report, SealedComparison } from '@crossfold/contracts' */
import { element, table } from '../element.js';
import { count, decimal, percent, plural } from '../format.js';
import {
  evaluationParts,
  lesionsOf,
  pointsWithInterval,
  rankingTable,
  scoreCells,
  scoreColumns,
  viewTexts,
} from './report-tables.js';

/** @param {NonNullable<Report['ensemble']>['uncertainty']} uncertainty */
function uncertaintyTable(uncertainty) {
  if (!uncertainty) return null;
  const { right, wrong } = uncertainty;
  return table(
    'How sure the ensemble is (nats; means over images)',
    ['answers', 'images', 'entropy', 'mutual information'],
    Object.entries({ right, wrong }).map(([name, group]) => [
      name,
      count(group?.images ?? 0),
      decimal(group?.entropy),
      decimal(group?.mutualInformation),
    ]),
  );
}

/** @param {Report} report */
export function ensembleSection({ ensemble, classSizes }) {
  if (!ensemble) return null;
  const { evaluation, intervals, members, missing, testTimeAugmentation } = ensemble;
  const { combination, uncertainty, comparison } = ensemble;
  const { scores, images } = evaluation;
  const views = viewTexts[testTimeAugmentation];
  const name = nameOfMembers(members);
  const combined = combination === 'mean' ? '' : `, combined by ${combination}`;
  return element('section', {}, [
    element('h2', {}, ['Ensemble on the sealed test part']),
    element('p', {}, [
      `${name}: ${members.length} models that predict together, ${views}${combined}, scored once on ${count(images)} images. The tables of variants score single models.`,
      missing.length > 0 && ` Without ${missing.join(', ')}, which gave no model.`,
    ]),
    table(
      `Scores of the ensemble: one prediction of ${plural(members.length, 'model')} together (%); [95 % interval]`,
      ['ensemble', 'balanced accuracy', ...scoreColumns.map(([, title]) => title)],
      [[name, ...scoreCells(scores, intervals)]],
    ),
    comparison && sealedComparisonTable(ensemble, comparison),
    rankingTable(`one prediction of ${plural(members.length, 'model')} together`, [
      { name, scores },
    ]),
    uncertaintyTable(uncertainty),
    element(
      'div',
      { class: 'pair' },
      evaluationParts('ensemble', evaluation, {
        intervals,
        lesions: lesionsOf(classSizes, 'sealed'),
      }),
    ),
  ]);
}

const comparedScores = /** @type {const} */ ([
  ['balancedAccuracy', 'balanced accuracy'],
  ['macroF1', 'macro F1'],
  ['accuracy', 'accuracy'],
  ['macroRocAuc', 'AUC'],
]);

/**
 * @param {NonNullable<Report['ensemble']>} ensemble
 * @param {SealedComparison} comparison
 */
function sealedComparisonTable({ evaluation, members }, { baseline, models, scores, intervals }) {
  return table(
    `Ensemble against the baseline on the same sealed images: ${plural(members.length, 'model')} together, and ${count(models.length)} of ${baseline} each alone (mean of their scores)`,
    ['score', 'ensemble %', `${baseline}, single models %`, 'Δ in points [95 % interval]'],
    comparedScores.map(([name, title]) => [
      title,
      ...[evaluation.scores[name], scores[name]].map(percent),
      pointsWithInterval(evaluation.scores[name] - scores[name], intervals[name]),
    ]),
  );
}

/**
 * An ensemble by its members: "full × 6 + wide-head × 6".
 *
 * @param {readonly string[]} trialIds
 */
function nameOfMembers(trialIds) {
  /** @type {Map<string, number>} */
  const models = new Map();
  for (const trialId of trialIds) {
    const variant = trialId.replace(/\.f\d+\.s\d+$/, '');
    models.set(variant, (models.get(variant) ?? 0) + 1);
  }
  return [...models].map(([variant, number]) => `${variant} × ${number}`).join(' + ');
}
