import { AppError, nearestWord } from '@crossfold/contracts';

/** Names that a column is looked for under, the likeliest first, whatever their case. */
const usualNames = {
  image: [
    ...['image_id', 'image', 'imageid', 'isic_id', 'image_name', 'filename', 'file_name', 'file'],
    ...['filepath', 'file_path', 'image_path', 'path', 'img_id', 'img', 'id'],
  ],
  label: [
    ...['label', 'dx', 'diagnosis', 'class', 'class_name', 'category', 'target', 'y_true', 'true'],
    'y',
  ],
  group: [
    ...['group', 'group_id', 'patient_id', 'patient', 'subject_id', 'subject', 'lesion_id'],
    ...['lesion', 'groups'],
  ],
  part: ['part', 'split', 'subset', 'partition', 'set', 'fold', 'kfold', 'test_fold', 'folds'],
  repeat: ['repeat'],
  seed: ['seed', 'random_state'],
  predicted: [
    ...['predicted', 'prediction', 'predicted_class', 'predicted_label', 'y_pred', 'pred'],
    ...['pred_class', 'pred_label'],
  ],
} as const;

export type AuditColumn = keyof typeof usualNames;

/** Columns as the caller names them; one that is left out is looked for. */
export type NamedColumns = Partial<Record<AuditColumn, string | undefined>>;

/** Names that tell what separates the cells of a table. */
export const usualColumns: readonly string[] = Object.values(usualNames).flat();

/**
 * Which column of a table says what.
 *
 * @param header the columns of the table
 * @returns null where there is none
 * @throws AppError REQUEST_INVALID for a column that is named and not there
 */
export function findColumn(
  wanted: AuditColumn,
  header: readonly string[],
  { named, file }: { readonly named: NamedColumns; readonly file: string },
): string | null {
  const name = named[wanted];
  if (name === undefined) {
    const found = usualNames[wanted].map((usual) =>
      header.find((column) => column.toLowerCase() === usual),
    );
    return found.find((column) => column !== undefined) ?? null;
  }
  if (header.includes(name)) return name;
  const nearest = nearestWord(name, header);
  const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  throw new AppError('REQUEST_INVALID', `expected a column "${name}" in ${file}, got none${hint}`, {
    remedy: `Its columns are ${header.join(', ') || 'none'}.`,
  });
}

/** {@link findColumn} for one that has to be there. */
export function requireColumn(
  wanted: AuditColumn,
  header: readonly string[],
  options: { readonly named: NamedColumns; readonly file: string },
): string {
  const found = findColumn(wanted, header, options);
  if (found !== null) return found;
  throw new AppError(
    'REQUEST_INVALID',
    `expected a column for the ${wanted} in ${options.file}, got columns ${header.join(', ') || 'none'}`,
    {
      remedy: `Say which it is, --${wanted} COLUMN, or call it ${usualNames[wanted].slice(0, 4).join(', ')}.`,
    },
  );
}
