import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@crossfold/contracts';
import type { Architecture, PublishedFile } from '../catalogue/architecture.js';

/** A file that can be asked for: what comes can be told from anything else. */
export interface FetchablePublishedFile {
  readonly name: string;
  readonly address: string;
  readonly checksum: NonNullable<PublishedFile['checksum']>;
}

export interface PublishedWeightsSource {
  /** Flat: files lie in it under the names that Keras gives them. */
  readonly folder: string;
  /** Puts a file there that is missing, checked, and returns its path. */
  readonly fetch: (file: FetchablePublishedFile) => Promise<string>;
}

/**
 * Finds an architecture's published ImageNet weights in a folder and checks their checksum. Where
 * there are none, the file of the backbone alone is fetched; one without a published checksum never
 * is, because nothing would tell it from another.
 *
 * @returns path of the file
 * @throws AppError WEIGHTS_INVALID that says which file belongs where
 */
export async function findPublishedWeights(
  backbone: string,
  architecture: Architecture,
  source: PublishedWeightsSource,
): Promise<string> {
  const { publishedFiles } = architecture;
  if (publishedFiles.length === 0) {
    throw new AppError(
      'WEIGHTS_INVALID',
      `expected an architecture with known files of ImageNet weights, got ${backbone}`,
      { remedy: 'Name a file: weights: { from: file, path: … }.' },
    );
  }
  for (const file of publishedFiles) {
    const path = join(source.folder, file.name);
    if (!(await exists(path))) continue;
    await assertChecksum(path, file);
    return path;
  }
  const [wanted] = publishedFiles.flatMap((file) => fetchable(file, architecture));
  if (!wanted) throw missing(backbone, architecture, source);
  try {
    return await source.fetch(wanted);
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    throw missing(backbone, architecture, source, cause);
  }
}

function fetchable(
  { name, checksum }: PublishedFile,
  { publishedAt }: Architecture,
): FetchablePublishedFile[] {
  if (publishedAt === null || !checksum) return [];
  return [{ name, checksum, address: `${publishedAt}${name}` }];
}

function missing(
  backbone: string,
  { publishedFiles, publishedAt, weightsLicence }: Architecture,
  { folder }: PublishedWeightsSource,
  cause?: AppError,
): AppError {
  const choices = publishedFiles.map(describeFile).join(', or ');
  const from = publishedAt === null ? 'Keras applications' : publishedAt;
  const text = `expected the ImageNet weights of ${backbone} in ${folder}, got no such file`;
  return new AppError('WEIGHTS_INVALID', cause ? `${text}, and ${cause.message}` : text, {
    cause,
    remedy: `Put there, from ${from} (licence ${weightsLicence}): ${choices}. CROSSFOLD_WEIGHTS_DIR names another folder.`,
  });
}

async function assertChecksum(path: string, { checksum }: PublishedFile): Promise<void> {
  if (!checksum) return;
  const [algorithm, expected] = checksum;
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  const found = hash.digest('hex');
  if (found === expected) return;
  throw new AppError(
    'WEIGHTS_INVALID',
    `expected ${algorithm} ${expected} for ${path}, got ${found}`,
    { remedy: 'Fetch the file again; it is damaged or another one.' },
  );
}

function describeFile({ name, checksum }: PublishedFile): string {
  return checksum ? `${name} (${checksum[0]} ${checksum[1]})` : `${name} (no checksum published)`;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
