import type { Variant } from '@crossfold/contracts';
import {
  findArchitecture,
  findPublishedWeights,
  loadWeights,
  type LoadedWeights,
} from '@crossfold/model';
import { fetchPinnedFile, fetchPublishedFile } from '@crossfold/storage';
import { allowedPath } from './allowed-path.js';
import type { WeightsAccess } from './weights-access.js';

export interface PretrainedSource {
  readonly weightsAccess: WeightsAccess;
  /** Says how S3 is reached. */
  readonly environment: NodeJS.ProcessEnv;
  /** In MiB, while a file is fetched. */
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * The weights that a backbone begins with, from where its configuration says.
 *
 * @returns null for random ones
 * @throws AppError WEIGHTS_INVALID, STORE_UNAVAILABLE
 */
export async function readPretrained(
  { config }: Variant,
  { weightsAccess: access, environment, onProgress }: PretrainedSource,
): Promise<LoadedWeights | null> {
  const { weights, backbone } = config.model;
  if (weights.from === 'random') return null;
  const architecture = findArchitecture(backbone);
  const wanted = { ...architecture, network: architecture.build(config.model) };
  if (weights.from === 'file') {
    const path = await allowedPath(weights.path, [access.dir, ...access.folders]);
    return loadWeights(path, wanted, weights.sha256);
  }
  const options = {
    folder: access.dir,
    environment,
    hosts: access.hosts,
    buckets: access.buckets,
    onProgress: (done: number, total: number | null) => {
      onProgress(mebibytes(done), mebibytes(total ?? done));
    },
  };
  if (weights.from === 'address') {
    return loadWeights(await fetchPinnedFile(weights, options), wanted, weights.sha256);
  }
  const path = await findPublishedWeights(backbone, architecture, {
    folder: access.dir,
    fetch: (file) => fetchPublishedFile(file, options),
  });
  return loadWeights(path, wanted);
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}
