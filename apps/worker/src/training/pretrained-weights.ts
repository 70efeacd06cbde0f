import type { Variant } from '@crossfold/contracts';
import {
  findArchitecture,
  findPublishedWeights,
  loadWeights,
  type LoadedWeights,
} from '@crossfold/model';
import { fetchPinnedFile } from '@crossfold/storage';

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
  if (weights.from === 'address') {
    const path = await fetchPinnedFile(weights, {
      ...{ folder: weightsDir, environment },
      onProgress: (done, total) => {
        onProgress(mebibytes(done), mebibytes(total ?? done));
      },
    });
    return loadWeights(path, wanted, weights.sha256);
  }
  return loadWeights(await findPublishedWeights(backbone, architecture, weightsDir), wanted);
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}
