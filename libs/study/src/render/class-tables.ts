import {
  groupWords,
  classScoreNames,
  classScoreRows,
  intervalsOfClasses,
  type ClassIntervals,
  type Evaluation,
  type Report,
  type ReportCell,
  type ReportTable,
} from '@crossfold/contracts';
import { fewestGroups } from './caveats.js';
import { buildTable, measured, numbers, texts } from './table.js';

/** Of more classes a table shows some, and says where all of them are. */
export const maxRows = 24;
export const fewRows = 20;

/** What was scored, and how its tables are told apart. */
export interface ClassPart {
  /** Behind a dot in the ids of its tables; none for the ensemble. */
  readonly variant: string | null;
  readonly section: ReportTable['section'];
  /** Of the ids of its tables. */
  readonly idOf: (kind: string) => string;
  /** Behind "Per class, " and "Confusion matrix, ". */
  readonly title: string;
  /** Of the fold plan. */
  readonly part: 'pool' | 'sealed';
  /** Where the whole tables are, for classes and for confusions. */
  readonly whole: { readonly classes: string; readonly confusions: string };
}

/** Scores of each class, with the groups that they rest on; of many classes the worst. */
export function perClassTable(
  { perClass }: Pick<Evaluation, 'perClass'>,
  intervals: ClassIntervals | null,
  { classSizes, dataset }: Pick<Report, 'classSizes' | 'dataset'>,
  { variant, section, idOf, title, part, whole }: ClassPart,
): ReportTable {
  const bounds = new Map(
    classScoreNames.map((name) => [name, intervalsOfClasses(intervals, name)]),
  );
  const all = perClass.map((scores, c) => ({ ...scores, c }));
  const { shown, which, note } = worstClasses(all, whole.classes);
  return buildTable({
    id: idOf('classes'),
    section,
    variant,
    title: `Per class, ${title} (%)${which}`,
    columns: [
      ...texts('class'),
      ...numbers('count', 'images', groupWords(dataset).many),
      ...classScoreNames.flatMap((name) => {
        const { unit, title: score } = classScoreRows[name];
        return numbers(unit, bounds.get(name) ? `${score} [95 %]` : score);
      }),
    ],
    rows: shown.map(({ name: className, support, c, ...scores }): ReportCell[] => [
      ...[className, support],
      groupCount(classSizes.find((size) => size.name === className)?.[part]?.groups),
      ...classScoreNames.map((name) =>
        support === 0 ? null : measured(scores[name], bounds.get(name)?.[c]),
      ),
    ]),
    notes: note,
  });
}

/**
 * The classes that a table shows: all, or of many those with the lowest recall, which one without
 * images has not.
 *
 * @param whole where all of them are
 */
export function worstClasses<T extends { readonly recall: number; readonly support: number }>(
  classes: readonly T[],
  whole: string,
): { readonly shown: readonly T[]; readonly which: string; readonly note: string[] } {
  if (classes.length <= maxRows) return { shown: classes, which: '', note: [] };
  return {
    shown: classes
      .filter(({ support }) => support > 0)
      .toSorted((a, b) => a.recall - b.recall)
      .slice(0, fewRows),
    which: `, the ${fewRows} of ${classes.length} classes with the lowest recall`,
    note: [`All ${classes.length} classes: ${whole}.`],
  };
}

function groupCount(groups: number | undefined): ReportCell {
  if (groups === undefined) return null;
  return groups < fewestGroups ? `${groups} (few)` : groups;
}
