import {
  AppError,
  csvCellOfText,
  foldAssignmentSchema,
  textOfCsvCell,
  type FoldAssignment,
  type FoldPlan,
} from '@crossfold/contracts';
import { stringify } from 'csv-stringify/sync';
import { readTable } from '../metadata/delimited-table.js';

const columns = ['image_id', 'group_id', 'label', 'fold'] as const;
/** Columns of the further repeats: `fold_2`, `fold_3`, … */
export const repeatColumns = Array.from({ length: 49 }, (_, i) => `fold_${i + 2}` as const);
const optional = ['patient_id', ...repeatColumns] as const;

/**
 * `image_id,group_id,label,fold`, and `patient_id` where the set knows patients; one line for each
 * image: fold from 0, or `sealed` for the sealed part; a plan with repeats has the folds of the further ones
 * in `fold_2`, `fold_3`, …, empty for a sealed image.
 */
export function foldPlanCsv({ assignments }: Pick<FoldPlan, 'assignments'>): string {
  const hasPatients = assignments.some(({ patientId }) => patientId !== undefined);
  const repeats = assignments.reduce(
    (most, row) => Math.max(most, row.repeatFolds?.length ?? 0),
    0,
  );
  const further = repeatColumns.slice(0, repeats);
  const rows = assignments.map(({ imageId, groupId, patientId = '', label, fold, repeatFolds }) => [
    ...[imageId, groupId, label, fold, ...(hasPatients ? [patientId] : [])],
    ...further.map((_, i) => repeatFolds?.[i] ?? ''),
  ]);
  const header = [...columns, ...(hasPatients ? ['patient_id'] : []), ...further];
  // Many programs drop white space around a cell without quotes.
  return stringify([header, ...rows], {
    cast: { string: csvCellOfText },
    quoted_match: /^\s|\s$/,
  });
}

/**
 * The assignments of a CSV made by {@link foldPlanCsv}, in its order.
 *
 * @throws AppError FOLD_PLAN_INVALID naming every line at fault.
 */
export function parseFoldPlanCsv(text: string): FoldAssignment[] {
  const what = 'the fold plan';
  const rows = readTable(text, { what, columns, optional, code: 'FOLD_PLAN_INVALID' });
  const parsed = rows.map(({ line, cells }) => ({
    line,
    result: foldAssignmentSchema.safeParse({
      imageId: textOfCsvCell(cells.image_id),
      groupId: textOfCsvCell(cells.group_id),
      ...(cells.patient_id !== '' && { patientId: textOfCsvCell(cells.patient_id) }),
      label: cells.label,
      ...foldsOfLine(cells),
    }),
  }));
  const problems = parsed.flatMap(({ line, result }) =>
    result.success
      ? []
      : result.error.issues.map(
          ({ path, message }) => `line ${line}: ${path.join('.')}: ${message}`,
        ),
  );
  if (problems.length > 0) {
    throw new AppError(
      'FOLD_PLAN_INVALID',
      `expected an image, a group, a label and a fold on each line of the fold plan, got ${problems.length} problem(s)`,
      { problems },
    );
  }
  return parsed.flatMap(({ result }) => (result.success ? [result.data] : []));
}

/** What is no number is left as it is, for the schema to refuse. */
export function foldsOfLine(
  cells: Readonly<Record<'fold' | (typeof repeatColumns)[number], string>>,
): { fold: number | string; repeatFolds?: (number | string)[] } {
  const further = repeatColumns.map((column) => cells[column] ?? '');
  const repeatFolds = further
    .slice(0, 1 + further.findLastIndex((cell) => cell !== ''))
    .map(foldOf);
  return { fold: foldOf(cells.fold), ...(repeatFolds.length > 0 && { repeatFolds }) };
}

/** Tables with an empty cell in the column come out of other programs as 0.0, 1.0, … */
function foldOf(cell: string): number | string {
  return /^\d+(\.0+)?$/.test(cell) ? Number(cell) : cell;
}
