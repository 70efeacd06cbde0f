import {
  AppError,
  foldPlanSchema,
  foreignAssignmentSchema,
  textOfCsvCell,
  upgradeForeignPlan,
  type ForeignAssignment,
} from '@crossfold/contracts';
import { foldsOfLine, repeatColumns } from './fold-plan-csv.js';
import { readTable } from '../metadata/delimited-table.js';

const columns = ['image_id', 'fold'] as const;
const isFold = foreignAssignmentSchema.shape.fold;
const optional = [
  ...(['group_id', 'lesion_id', 'patient_id', 'label', 'dx'] as const),
  ...repeatColumns,
] as const;

/**
 * Reads a plan from CSV (`image_id,fold[,group_id,patient_id,label,fold_2,…]`) or JSON (a list of `{imageId,
 * fold, …}`, or a fold plan as crossfold writes it). `lesion_id` and `dx` are read as `group_id` and
 * `label`, as earlier versions wrote them. Folds count from 0; `sealed` is the sealed part, and so is `test`.
 *
 * @throws AppError FOLD_PLAN_INVALID naming every line or entry at fault
 */
export function parseForeignPlan(text: string): ForeignAssignment[] {
  return /^\s*[[{]/.test(text) ? parseJsonPlan(text) : parseCsvPlan(text);
}

function parseCsvPlan(text: string): ForeignAssignment[] {
  const what = 'the fold plan';
  const rows = readTable(text, { what, columns, optional, code: 'FOLD_PLAN_INVALID' });
  const wrong = rows.flatMap(({ line, cells }) => {
    if (isFold.safeParse(foldsOfLine(cells).fold).success) return [];
    return [
      `line ${line}: expected a fold from 0, or sealed, got ${cells.fold || 'an empty cell'}`,
    ];
  });
  if (wrong.length > 0) throw refused(wrong);
  return collect(
    rows.map(({ line, cells }) => ({
      where: `line ${line}`,
      value: {
        imageId: textOfCsvCell(cells.image_id),
        ...foldsOfLine(cells),
        ...stated('groupId', cells.group_id || cells.lesion_id),
        ...stated('patientId', cells.patient_id),
        ...stated('label', cells.label || cells.dx),
      },
    })),
  );
}

/** Nothing where the cell says nothing. */
function stated(field: keyof ForeignAssignment, cell: string): Partial<Record<string, string>> {
  return cell === '' ? {} : { [field]: textOfCsvCell(cell) };
}

function parseJsonPlan(text: string): ForeignAssignment[] {
  const value = parseJson(text);
  const plan = foldPlanSchema.safeParse(upgradeForeignPlan(value));
  if (plan.success) return plan.data.assignments;
  if (Array.isArray(value)) {
    return collect(value.map((entry: unknown, i) => ({ where: `entry ${i}`, value: entry })));
  }
  const problems = plan.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw refused(problems);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw refused([cause instanceof Error ? cause.message : String(cause)]);
  }
}

function collect(
  entries: readonly { readonly where: string; readonly value: unknown }[],
): ForeignAssignment[] {
  const parsed = entries.map(({ where, value }) => ({
    where,
    result: foreignAssignmentSchema.safeParse(value),
  }));
  const problems = parsed.flatMap(({ where, result }) =>
    result.success
      ? []
      : result.error.issues.map(({ path, message }) => `${where}: ${path.join('.')}: ${message}`),
  );
  if (problems.length > 0) throw refused(problems);
  if (parsed.length === 0) throw refused(['the fold plan has no entry']);
  return parsed.flatMap(({ result }) => (result.success ? [result.data] : []));
}

function refused(problems: readonly string[]): AppError {
  return new AppError(
    'FOLD_PLAN_INVALID',
    `expected an image and a fold for each entry of the fold plan, got ${problems.length} problem(s), the first: ${problems[0] ?? ''}`,
    { problems, remedy: 'Folds are whole numbers from 0, or "sealed" for the sealed part.' },
  );
}
