import type { Variant } from '@crossfold/contracts';
import {
  findArchitecture,
  findPublishedWeights,
  loadWeights,
  type LoadedWeights,
} from '@crossfold/model';
import { fetchPinnedFile, fetchPublishedFile } from '@crossfold/storage';

export interface PretrainedSource {
  /** Holds published weights, and those that were fetched. */
  readonly weightsDir: string;
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
  { weightsDir, environment, onProgress }: PretrainedSource,
): Promise<LoadedWeights | null> {
  const { weights, backbone } = config.model;
  if (weights.from === 'random') return null;
  const architecture = findArchitecture(backbone);
  const { build, flavour } = architecture;
  const wanted = { network: build(config.model), flavour };
  if (weights.from === 'file') return loadWeights(weights.path, wanted, weights.sha256);
  const options = {
    ...{ folder: weightsDir, environment },
    onProgress: (done: number, total: number | null) => {
      onProgress(mebibytes(done), mebibytes(total ?? done));
    },
  };
  if (weights.from === 'address') {
    return loadWeights(await fetchPinnedFile(weights, options), wanted, weights.sha256);
  }
  const path = await findPublishedWeights(backbone, architecture, {
    folder: weightsDir,
    fetch: (file) => fetchPublishedFile(file, options),
  });
  return loadWeights(path, wanted);
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}
