import { join } from 'node:path';
import {
  AppError,
  describeFileFault,
  ensembleModelSchema,
  ensembleModelUpgrades,
  parseDocument,
  readNamedFile,
  sha256,
} from '@crossfold/contracts';
import type { PredictionSource } from '../prediction/prediction-source.js';
import { packageFiles, weightsFile } from './package-files.js';

const maxModelBytes = 512 * 2 ** 20;
const maxWeightsBytes = 8 * 2 ** 30;

/**
 * What predicts, from the folder that `crossfold export` wrote.
 *
 * @throws AppError REQUEST_INVALID for a folder that is no such package; SCHEMA_VERSION_UNKNOWN;
 *   OBJECT_CORRUPT where its files are damaged
 */
export async function openPackagedModel(folder: string): Promise<PredictionSource> {
  const path = join(folder, packageFiles.model);
  const bytes = await readPart(path, maxModelBytes, 'REQUEST_INVALID');
  const kind = { schema: ensembleModelSchema, upgrades: ensembleModelUpgrades };
  const model = parseDocument(kind, parseJson(bytes, path), path);
  return {
    model,
    async readWeights({ trialId, weightsSha256 }) {
      const file = join(folder, weightsFile(trialId));
      const weights = await readPart(file, maxWeightsBytes, 'OBJECT_CORRUPT');
      const found = sha256(weights);
      if (found === weightsSha256) return weights;
      const message = `expected SHA-256 ${weightsSha256} for ${file}, got ${found}`;
      throw new AppError('OBJECT_CORRUPT', message, { remedy: 'Export the ensemble again.' });
    },
  };
}

async function readPart(
  path: string,
  maxBytes: number,
  code: 'REQUEST_INVALID' | 'OBJECT_CORRUPT',
): Promise<Buffer> {
  return readNamedFile(path, maxBytes).catch((cause: unknown) => {
    const message = `expected a packaged ensemble with ${path}, got ${describeFileFault(cause)}`;
    throw new AppError(code, message, {
      cause,
      remedy: 'Make one: crossfold export STUDY FOLDER.',
    });
  });
}

function parseJson(bytes: Buffer, path: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    const message = `expected JSON for ${path}, got ${bytes.length} bytes of something else`;
    throw new AppError('OBJECT_CORRUPT', message, { cause, remedy: 'Export the ensemble again.' });
  }
}
