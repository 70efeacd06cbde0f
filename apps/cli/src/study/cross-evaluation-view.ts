import type { CrossEvaluation, TransferMode } from '@crossfold/contracts';
import { tableLines } from '../terminal/table.js';

const right = { align: 'right' as const };

/** What came of a cross-evaluation: scores by mode, then by class, then what was left out. */
export function crossEvaluationLines(
  evaluation: CrossEvaluation,
  modes: readonly TransferMode[],
): string[] {
  const { source, target, variant, members, images, groups } = evaluation;
  return [
    `${source.name}, ${variant} on ${target.name}: one prediction of ${members.length} models together, ${images} images, ${groups} groups; scores in %`,
    ...leftOutLines(evaluation),
    '',
    ...scoreLines(evaluation, modes),
    ...modes.flatMap((mode) => ['', `by class, ${mode}`, ...classLines(evaluation, mode)]),
  ];
}

function leftOutLines({ dropped, unknownClassImages, ...rest }: CrossEvaluation): string[] {
  return [
    ...dropped.map(({ reason, images }) => `left out: ${images} image(s), ${reason}`),
    ...(unknownClassImages > 0
      ? [
          `of no known class: ${unknownClassImages} image(s); with them as errors, open accuracy is ${percent(rest.accuracyWithUnknown)} %`,
        ]
      : []),
  ];
}

function scoreLines(evaluation: CrossEvaluation, modes: readonly TransferMode[]): string[] {
  const titles = [
    ...['accuracy', 'balanced accuracy [95 %]', 'F1 [95 %]', 'AUC'],
    'each model alone: balanced',
  ];
  return tableLines(
    [{ title: 'mode' }, ...titles.map((title) => ({ title, ...right }))],
    modes.map((mode) => {
      const { scores, intervals, members } = evaluation[mode];
      const sd = members.sd === null ? '' : ` ± ${percent(members.sd)}`;
      return [
        ...[mode, percent(scores.accuracy)],
        `${percent(scores.balancedAccuracy)} ${range(intervals.balancedAccuracy)}`,
        `${percent(scores.macroF1)} ${range(intervals.macroF1)}`,
        ...[percent(scores.macroRocAuc), percent(members.mean) + sd],
      ];
    }),
  );
}

function classLines(evaluation: CrossEvaluation, mode: TransferMode): string[] {
  const titles = ['images', 'precision', 'recall', 'F1', 'AUC'];
  return tableLines(
    [{ title: 'class' }, ...titles.map((title) => ({ title, ...right }))],
    evaluation[mode].perClass.map(({ name, support, precision, recall, f1, rocAuc }) => [
      ...[name, support],
      ...[precision, recall, f1, rocAuc].map(percent),
    ]),
  );
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

function range(interval: readonly [number, number]): string {
  return `[${interval.map(percent).join(', ')}]`;
}
