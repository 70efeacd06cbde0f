import {
  AppError,
  foldAssignmentSchema,
  type FoldAssignment,
  type FoldPlan,
} from '@crossfold/contracts';
import { readTable } from './delimited-table.js';

const columns = ['image_id', 'lesion_id', 'dx', 'fold'] as const;
const optional = ['patient_id'] as const;

/**
 * `image_id,lesion_id,dx,fold`, and `patient_id` where the set knows patients; one line for each
 * image: fold from 0, or `test` for the sealed part.
 */
export function foldPlanCsv({ assignments }: Pick<FoldPlan, 'assignments'>): string {
  const hasPatients = assignments.some(({ patientId }) => patientId !== undefined);
  const lines = assignments.map(({ imageId, lesionId, patientId = '', dx, fold }) =>
    [imageId, lesionId, dx, String(fold), ...(hasPatients ? [patientId] : [])]
      .map(quoted)
      .join(','),
  );
  const header = [...columns, ...(hasPatients ? optional : [])].join(',');
  return `${[header, ...lines].join('\n')}\n`;
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
      imageId: cells.image_id,
      lesionId: cells.lesion_id,
      ...(cells.patient_id !== '' && { patientId: cells.patient_id }),
      dx: cells.dx,
      fold: foldOf(cells.fold),
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
      `expected an image, a lesion, a class and a fold on each line of the fold plan, got ${problems.length} problem(s)`,
      { problems },
    );
  }
  return parsed.flatMap(({ result }) => (result.success ? [result.data] : []));
}

function foldOf(cell: string): number | string {
  return /^\d+$/.test(cell) ? Number(cell) : cell;
}

function quoted(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
