import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '@crossfold/contracts';
import { parseMetadataCsv } from './metadata-csv.js';
import { checkMetadata, type CheckedMetadata } from './metadata-rules.js';

/**
 * The rows of a HAM10000 metadata file that can be planned without its images, and what was wrong
 * with the others.
 *
 * @throws AppError DATASET_INVALID when the file cannot be read, or has no row that can be used.
 */
export async function readMetadataRows(path: string): Promise<CheckedMetadata> {
  const metadata = checkMetadata(parseMetadataCsv(await readUtf8(path), basename(path)));
  if (metadata.rows.length > 0) return metadata;
  throw new AppError(
    'DATASET_INVALID',
    `expected rows with a known diagnosis in ${basename(path)}, got none`,
    { problems: metadata.problems.map(({ imageId, detail }) => `${imageId}: ${detail}`) },
  );
}

const mostTableBytes = 256 * 2 ** 20;

/** @throws AppError DATASET_INVALID when there is no such file, it is huge, or it is not UTF-8. */
export async function readUtf8(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > mostTableBytes) throw new Error(`${size} bytes, more than ${mostTableBytes}`);
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('DATASET_INVALID', `expected UTF-8 text in ${path}, got: ${reason}`, {
      cause,
    });
  }
}
