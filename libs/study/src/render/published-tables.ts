import {
  ensembleVariants,
  publishedScoreNames,
  scoreTitle,
  type Counterpart,
  type CrossValidatedEnsemble,
  type PublishedResult,
  type Report,
  type ReportCell,
  type ReportTable,
  type ScoreName,
} from '@crossfold/contracts';
import { buildTable, measured, numbers, prose, texts } from './table.js';
import { viewText } from './view-text.js';

const section = 'published';

/** What others published, and the rows of the study that is reproduced beside ours. */
export function publishedTables(report: Report): ReportTable[] {
  if (!report.published) return [];
  return [reproducedTable(report), resultTable(report)];
}

const keptApart = { yes: 'yes', no: 'NO: leaks', unknown: 'unknown' } as const;
const honestFirst = ['yes', 'unknown', 'no'] as const;

/** By protocol and not by score: what was measured otherwise is not ranked. */
function resultTable({ published, dataset }: Report): ReportTable {
  const results = published?.results ?? [];
  const scores = publishedScoreNames.filter((name) =>
    results.some((result) => result.scores[name as keyof typeof result.scores] !== undefined),
  );
  const { one } = dataset.group ?? { one: 'group' };
  return buildTable({
    id: 'published',
    section,
    title: 'Published results by protocol, in no order of rank (%)',
    columns: [
      ...texts('result', `each ${one} kept on one side`),
      ...numbers('count', 'images'),
      ...numbers('percent', ...scores.map((name) => scoreTitle(name))),
      ...texts('numbers read at the source'),
      ...['protocol', 'source'].map(prose),
    ],
    rows: honestFirst.flatMap((honesty) =>
      results
        .filter(({ groupsKeptApart }) => groupsKeptApart === honesty)
        .map((result): ReportCell[] => [
          ...[result.name, keptApart[honesty], result.images],
          ...scores.map((name) => scoreOf(result.scores, name)),
          result.isVerified ? 'yes' : 'unverified',
          ...[result.protocol, result.source],
        ]),
    ),
    notes: [
      ...caveats(published),
      'Only results whose split kept each group on one side compare with an honest report, and only roughly: other images were tested. Results that leak, or of which that is unknown, compare with nothing.',
    ],
  });
}

function reproducedTable(report: Report): ReportTable {
  const { published } = report;
  const rows = published?.reproduced?.rows ?? [];
  return buildTable({
    id: 'reproduced',
    isMain: true,
    section,
    title: 'Rows of the study that is reproduced, beside ours (%)',
    columns: [
      ...texts('published row', 'ours', 'score'),
      ...numbers('percent', 'published %', 'ours % [95 %]'),
      ...numbers('points', 'ours − published, in points [95 %]'),
    ],
    rows: rows.flatMap(({ name, beside, scores }) =>
      counterpartsOf(beside, report).flatMap((own) =>
        publishedScoreNames.flatMap((score): ReportCell[][] => {
          const value = scoreOf(scores, score);
          if (value === null) return [];
          const ours = own.scores[score] ?? null;
          const interval = own.intervals[score] ?? null;
          const difference =
            ours === null
              ? null
              : measured(ours - value, interval && [interval[0] - value, interval[1] - value]);
          return [[name, own.name, scoreTitle(score), value, measured(ours, interval), difference]];
        }),
      ),
    ),
    notes: [
      ...caveats(published),
      ...(published?.reproduced ? [`Published: ${published.reproduced.source}.`] : []),
      'Intervals are of our score alone: the published one has none. Our rows of variants are single models out of fold, and the split of the published study is not known to have kept groups together.',
    ],
  });
}

interface Own {
  readonly name: string;
  readonly scores: Partial<Record<ScoreName, number | null>>;
  readonly intervals: Partial<Record<ScoreName, readonly [number, number] | null>>;
}

/** Our rows that a published one stands beside. */
function counterpartsOf(beside: Counterpart, report: Report): Own[] {
  const { variants, ensemble } = report;
  if (beside === 'sealedEnsemble') {
    if (!ensemble) return [];
    const { evaluation, intervals } = ensemble;
    const name = 'ensemble, sealed part';
    return [{ name, scores: evaluation.scores, intervals: shown(intervals) }];
  }
  if (beside === 'crossValidatedEnsemble') return crossValidatedOf(report);
  const variant = variants.find(({ role, removedComponent }) =>
    beside === 'baseline' ? role === 'baseline' : removedComponent === beside.removedComponent,
  );
  if (!variant?.pooled) return [];
  const { name, pooled, intervals } = variant;
  return [{ name, scores: pooled.scores, intervals: shown(intervals) }];
}

/** That of the variants which vote on the sealed part, and of each arm that predicts in several views. */
function crossValidatedOf({ variants, ensemble, crossValidated }: Report): Own[] {
  const baseline = variants.find(({ role }) => role === 'baseline')?.name ?? '';
  const voting = ensemble ? ensembleVariants(ensemble) : [baseline];
  const isVoting = (row: CrossValidatedEnsemble) =>
    row.variants.length === voting.length && row.variants.every((name) => voting.includes(name));
  return crossValidated.flatMap((row): Own[] => {
    const isViewed = row.variants.length === 1 && row.views !== null && row.views !== 'none';
    if (!isVoting(row) && !isViewed) return [];
    const of = isVoting(row) ? '' : ` of ${row.variants.join()}`;
    const seen = row.views === null || row.views === 'none' ? '' : `, ${viewText(row.views)}`;
    return [
      {
        name: `cross-validated ensemble${of}${seen}`,
        scores: row.evaluation.scores,
        intervals: { ...row.intervals, macroRecall: row.intervals.balancedAccuracy },
      },
    ];
  });
}

/** Macro recall is the balanced accuracy, and has its interval. */
function shown(intervals: Report['variants'][number]['intervals']): Own['intervals'] {
  if (!intervals) return {};
  const { recalls: _, precisions: __, f1s: ___, ...rest } = intervals;
  return { ...rest, macroRecall: rest.balancedAccuracy };
}

function scoreOf(scores: PublishedResult['scores'], name: ScoreName): number | null {
  return scores[name as keyof typeof scores] ?? null;
}

function caveats(published: Report['published']): string[] {
  return published?.caveat ? [`CAUTION: ${published.caveat}`] : [];
}
