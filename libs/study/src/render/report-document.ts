import {
  classScoreNames,
  classScoreRows,
  scoreRow,
  scoreTitle,
  reportSections,
  plural,
  type Explanation,
  type Measurement,
  type Report,
  type ReportBlock,
  type ReportAppendix,
  type ReportDocument,
} from '@crossfold/contracts';
import { reportFigures } from '../figures/report-figures.js';
import { dataFlowFigures } from './data-flow.js';
import { leakMark } from './leak-mark.js';
import { explanationTable, explanationTitle } from './explanation-table.js';
import { learningCurveFigures, learningCurveTables } from './learning-curve.js';
import { reportTables } from './report-table.js';
import { shownIn } from './score-columns.js';
import { tradeOffFigures, tradeOffTables } from './trade-off.js';
import { sharedErrorTables } from './shared-error-table.js';
import { subgroupFigures, subgroupTables } from './subgroup-table.js';

export const caveatTitle = 'Numbers to read with care';

/** What a report is shown with: made apart from it, and not there for every report. */
export interface ReportAddenda {
  readonly explanations?: readonly Explanation[];
  readonly appendix?: ReportAppendix | null;
  readonly measurements?: readonly Measurement[];
}

/** What is in a report and in which order: for people, in whatever format. */
export function reportDocument(
  report: Report,
  { explanations = [], appendix = null, measurements = [] }: ReportAddenda = {},
): ReportDocument {
  const { folds, protocol, repeats } = report.foldPlan.options;
  const times = repeats ? ` × ${plural(repeats, 'repeat')}` : '';
  const mark = leakMark(report);
  const caveats = report.caveats.map(({ text }) => text);
  const marked = <T extends { readonly title: string }>(part: T): T => ({
    ...part,
    title: part.title + mark,
  });
  const tables = [
    ...reportTables(report),
    ...[
      ...learningCurveTables(report, appendix),
      ...subgroupTables(report, appendix),
      ...sharedErrorTables(report, appendix),
      ...tradeOffTables(report, appendix, measurements),
    ].map(marked),
    ...explanations.map(explanationTable),
  ].map((table) => ({ kind: 'table' as const, ...table }));
  const figures = [
    ...dataFlowFigures(report),
    ...reportFigures(report, appendix),
    ...learningCurveFigures(report, appendix),
    ...subgroupFigures(report, appendix),
    ...tradeOffFigures(report, appendix, measurements),
  ].map((figure) => ({
    kind: 'figure' as const,
    ...marked(figure),
  }));
  return {
    title: report.name,
    facts: `Data set ${report.dataset.name} · protocol ${protocol} · ${folds} folds${times} · seeds ${report.seeds.join(', ')} · ${report.state}`,
    blocks: [
      ...listBlock('question', `Question${mark}`, report.question),
      ...listBlock('headlines', `Answer${mark}`, report.headlines),
      ...listBlock('caveats', caveatTitle + mark, caveats),
      ...reportSections.flatMap((section): ReportBlock[] => [
        ...figures.filter((figure) => figure.section === section),
        ...tables.filter((table) => table.section === section),
      ]),
      ...explanations.flatMap((explanation) =>
        listBlock(
          `findings.${explanation.number}`,
          explanationTitle(explanation),
          explanation.findings,
        ),
      ),
      ...listBlock('failures', 'Cells without a result', report.failures.map(describeFailure)),
      ...listBlock('notes', 'Notes', report.notes),
      ...listBlock('scores', 'What the scores are', describeScores(report)),
    ],
    source: `Study ${report.studyId}, fold plan ${report.foldPlan.sha256.slice(0, 12)}, manifest ${report.dataset.manifestSha256.slice(0, 12)}`,
  };
}

function listBlock(id: string, title: string, items: readonly string[]): ReportBlock[] {
  return items.length === 0 ? [] : [{ kind: 'list', id, title, items: [...items] }];
}

function describeFailure({ trialId, code, message }: Report['failures'][number]): string {
  return `${trialId}: ${code}, ${message}`;
}

/** A sentence on each score that has a column, from the rows of the contracts. */
function describeScores(report: Report): string[] {
  const { positive } = report.dataset;
  const names = [...shownIn(report, 'main'), ...shownIn(report, 'ranking')];
  const ofPositive = positive
    ? [`${capitalised(positive.title)}: ${positive.classes.join(', ')} together.`]
    : [];
  return [
    ...names.map((name) => {
      const { explanation, better } = scoreRow(name);
      const title = capitalised(scoreTitle(name, positive?.title));
      return `${title}: ${explanation}; ${better} is better.`;
    }),
    ...ofPositive,
    `Of a class: ${classScoreNames
      .map((name) => `${classScoreRows[name].title}, ${classScoreRows[name].explanation}`)
      .join('; ')}.`,
  ];
}

function capitalised(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
}
