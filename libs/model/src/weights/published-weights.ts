import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@crossfold/contracts';
import type { Architecture, PublishedFile } from '../catalogue/architecture.js';

/**
 * Finds an architecture's published ImageNet weights in a folder and checks their checksum. Nothing is
 * fetched: the licence of weights is for a person to accept.
 *
 * @param folder flat: files lie in it under the names that Keras gives them
 * @returns path of the file
 * @throws AppError WEIGHTS_INVALID that says which file belongs where
 */
export async function findPublishedWeights(
  backbone: string,
  { publishedFiles, weightsLicence }: Architecture,
  folder: string,
): Promise<string> {
  if (publishedFiles.length === 0) {
    throw new AppError(
      'WEIGHTS_INVALID',
      `expected an architecture with known files of ImageNet weights, got ${backbone}`,
      { remedy: 'Name a file: weights: { from: file, path: … }.' },
    );
  }
  for (const file of publishedFiles) {
    const path = join(folder, file.name);
    if (!(await exists(path))) continue;
    await assertChecksum(path, file);
    return path;
  }
  const choices = publishedFiles.map(describeFile).join(', or ');
  throw new AppError(
    'WEIGHTS_INVALID',
    `expected the ImageNet weights of ${backbone} in ${folder}, got no such file`,
    {
      remedy: `Put there, from Keras applications (licence ${weightsLicence}): ${choices}. CROSSFOLD_WEIGHTS_DIR names another folder.`,
    },
  );
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
