import {
  AppError,
  foldAssignmentSchema,
  type FoldAssignment,
  type FoldPlan,
} from '@crossfold/contracts';
import { readTable } from './delimited-table.js';

const columns = ['image_id', 'lesion_id', 'dx', 'fold'] as const;

/** `image_id,lesion_id,dx,fold`, one line for each image: fold from 0, or `test` for the sealed part. */
export function foldPlanCsv(plan: Pick<FoldPlan, 'assignments'>): string {
  const lines = plan.assignments.map(({ imageId, lesionId, dx, fold }) =>
    [imageId, lesionId, dx, String(fold)].map(quoted).join(','),
  );
  return `${[columns.join(','), ...lines].join('\n')}\n`;
}

/**
 * The assignments of a CSV made by {@link foldPlanCsv}, in its order.
 *
 * @throws AppError FOLD_PLAN_INVALID naming every line at fault.
 */
export function parseFoldPlanCsv(text: string): FoldAssignment[] {
  const rows = readTable(text, { what: 'the fold plan', columns, code: 'FOLD_PLAN_INVALID' });
  const parsed = rows.map(({ line, cells }) => ({
    line,
    result: foldAssignmentSchema.safeParse({
      imageId: cells.image_id,
      lesionId: cells.lesion_id,
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
