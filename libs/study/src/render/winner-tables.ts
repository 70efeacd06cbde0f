import {
  percent,
  scoreTitle,
  type Report,
  type ReportCell,
  type ReportTable,
  type Winner,
} from '@crossfold/contracts';
import { buildTable, numbers, texts } from './table.js';

/** Who won the stages that a report speaks of, in a sentence each: its own, and that of its baseline. */
export function winnerLines({ series }: Report): { own: string[]; earlier: string[] } {
  return {
    own: (series?.chosen ?? []).map(winnerLine),
    earlier: series?.winner ? [winnerLine(series.winner)] : [],
  };
}

function winnerLine({ stage, variant, by, rule, candidates }: Winner): string {
  const own = candidates.find((one) => one.variant === variant);
  const [best, second] = candidates.toSorted((a, b) => b.score - a.score);
  const score = `${percent(own?.score)} % mean ${scoreTitle(by)} out of fold`;
  if (rule === 'best' || best?.variant === variant) {
    const why = rule === 'best' ? 'the best' : `the best, and ${smallestOf(rule)}`;
    const next = second ? `; next is ${second.variant} with ${percent(second.score)} %` : '';
    return `Stage ${stage} was won by ${variant} with ${score}, ${why} of ${candidates.length}${next}.`;
  }
  return `Stage ${stage} was won by ${variant} with ${score}: ${smallestOf(rule)} (${millions(own?.parameters)}), where the best is ${best?.variant} with ${percent(best?.score)} % (${millions(best?.parameters)}).`;
}

function smallestOf({ withinPoints }: Exclude<Winner['rule'], 'best'>): string {
  return `the fewest parameters within ${withinPoints} points of the best`;
}

function millions(parameters = 0): string {
  return `${(parameters / 1e6).toFixed(1)} M`;
}

/** The scores and sizes that winners were chosen by. */
export function winnerTables({ series }: Report): ReportTable[] {
  return [
    ...(series?.chosen ?? []).map((winner, i) => ({
      ...winnerTable(winner, i === 0 ? 'winner' : `winner.${i + 1}`),
      notes: [
        'These images chose it, so that its scores on them are slightly too high; the sealed part had no say.',
      ],
    })),
    // The notes of the report say so of its baseline.
    ...(series?.winner ? [winnerTable(series.winner, 'baseline-winner')] : []),
  ];
}

function winnerTable(winner: Winner, id: string): ReportTable {
  const { stage, studyId, variant, by, rule, candidates, leftOut } = winner;
  const which = rule === 'best' ? 'the best' : smallestOf(rule);
  const rows = [
    ...candidates
      .toSorted((a, b) => b.score - a.score)
      .map((one): ReportCell[] => [
        one.variant,
        one.score,
        millions(one.parameters),
        one.variant === variant ? 'won' : '',
      ]),
    ...leftOut.map(({ variant: name, reason }): ReportCell[] => [
      name,
      null,
      null,
      `could not win: ${reason}`,
    ]),
  ];
  return buildTable({
    id,
    isMain: true,
    section: 'answer',
    title: `Winner of stage ${stage} (${studyId}) by mean ${scoreTitle(by)} out of fold: ${which}`,
    columns: [
      ...texts('variant'),
      ...numbers('percent', `${scoreTitle(by)} (%)`),
      ...texts('parameters', 'outcome'),
    ],
    rows,
  });
}
