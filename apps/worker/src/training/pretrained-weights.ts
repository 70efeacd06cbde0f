import type { Variant } from '@crossfold/contracts';
import {
  findArchitecture,
  findPublishedWeights,
  loadWeights,
  type LoadedWeights,
} from '@crossfold/model';
import { fetchPinnedFile } from '@crossfold/storage';
import type { TrialContext } from './run-trial.js';

type PretrainedContext = Pick<TrialContext, 'weightsDir' | 'environment' | 'report'>;

/**
 * The weights that a backbone begins with, from where its configuration says.
 *
 * @returns null for random ones
 * @throws AppError WEIGHTS_INVALID, STORE_UNAVAILABLE
 */
export async function readPretrained(
  { config }: Variant,
  { weightsDir, environment, report }: PretrainedContext,
): Promise<LoadedWeights | null> {
  const { weights, backbone } = config.model;
  if (weights.from === 'random') return null;
  const architecture = findArchitecture(backbone);
  const { build, flavour } = architecture;
  const wanted = { network: build(config.model), flavour };
  if (weights.from === 'file') return loadWeights(weights.path, wanted, weights.sha256);
  if (weights.from === 'address') {
    const onProgress = (done: number, total: number | null) => {
      report({ type: 'preparing', done: mebibytes(done), total: mebibytes(total ?? done) });
    };
    const path = await fetchPinnedFile(weights, { folder: weightsDir, environment, onProgress });
    return loadWeights(path, wanted, weights.sha256);
  }
  return loadWeights(await findPublishedWeights(backbone, architecture, weightsDir), wanted);
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}
