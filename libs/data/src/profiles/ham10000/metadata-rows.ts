import { basename } from 'node:path';
import { AppError, type LabelScheme } from '@crossfold/contracts';
import { checkMetadata, type CheckedMetadata } from '../../metadata/metadata-rules.js';
import { readUtf8 } from '../../metadata/read-metadata.js';
import { parseMetadataCsv } from './metadata-csv.js';
import { ham10000Columns, ham10000Scheme } from './scheme.js';

/**
 * The rows of a HAM10000 metadata file that can be planned without its images, and what was wrong
 * with the others.
 *
 * @throws AppError DATASET_INVALID when the file cannot be read, or has no row that can be used.
 */
export async function readMetadataRows(
  path: string,
): Promise<CheckedMetadata & { readonly scheme: LabelScheme }> {
  const raw = parseMetadataCsv(await readUtf8(path), basename(path));
  const { classes, group } = ham10000Scheme;
  const metadata = checkMetadata(raw, { classes, group, columns: ham10000Columns });
  if (metadata.rows.length > 0) return { ...metadata, scheme: ham10000Scheme };
  throw new AppError(
    'DATASET_INVALID',
    `expected rows with a known diagnosis in ${basename(path)}, got none`,
    { problems: metadata.problems.map(({ imageId, detail }) => `${imageId}: ${detail}`) },
  );
}
