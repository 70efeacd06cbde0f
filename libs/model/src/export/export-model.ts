import { randomUUID } from 'node:crypto';
import { access, rename, rm, writeFile } from 'node:fs/promises';
import { AppError } from '@crossfold/contracts';
import { encodeSafetensors } from '../weights/safetensors.js';
import { torchTensors } from '../weights/torch-layers.js';
import type { ExportedModel } from './exported-model.js';
import { writeKerasModel, writeKerasWeights } from './write-keras-h5.js';
import { writeOnnxModel } from './write-onnx.js';
import { writeSavedModel } from './write-saved-model.js';
import { writeTfjsModel } from './write-tfjs.js';

export const exportFormats = [
  'keras-h5',
  'keras-weights',
  'tfjs',
  'savedmodel',
  'safetensors',
  'onnx',
] as const;
export type ExportFormat = (typeof exportFormats)[number];

type Writer = (model: ExportedModel, path: string) => Promise<void>;

const writers = {
  'keras-h5': writeKerasModel,
  'keras-weights': writeKerasWeights,
  tfjs: writeTfjsModel,
  savedmodel: writeSavedModel,
  safetensors: writeSafetensors,
  onnx: writeOnnxModel,
} as const satisfies Record<ExportFormat, Writer>;

/**
 * Writes a model for others to read: a file, or for `tfjs` and `savedmodel` a folder. It is written
 * aside and renamed when it is whole; what is there already is left alone.
 *
 * @throws AppError CONFLICT where the path is taken; REQUEST_INVALID where it cannot be written
 */
export async function exportModel(
  model: ExportedModel,
  format: ExportFormat,
  path: string,
): Promise<void> {
  const isTaken = await access(path).then(
    () => true,
    () => false,
  );
  if (isTaken) {
    throw new AppError('CONFLICT', `expected a new path for the export, got ${path}`, {
      remedy: 'Remove what is there, or name another path.',
    });
  }
  const aside = `${path}.${randomUUID()}.part`;
  try {
    await writers[format](model, aside);
    await rename(aside, path);
  } catch (cause) {
    await rm(aside, { recursive: true, force: true });
    if (cause instanceof AppError) throw cause;
    const message = `expected a place to write ${format} to, got ${path}: ${String(cause)}`;
    throw new AppError('REQUEST_INVALID', message, { cause, remedy: 'Check the path.' });
  }
}

/** With PyTorch's names and layouts for a network of that flavour, else with ours. */
async function writeSafetensors(model: ExportedModel, path: string): Promise<void> {
  const { network, flavour, notes } = model;
  const own = new Map(
    network.parameters.flatMap(({ name }) => {
      const tensor = model.tensors.get(name);
      return tensor ? [[name, tensor] as const] : [];
    }),
  );
  const tensors = flavour === 'torch' ? torchTensors(network, own) : own;
  await writeFile(path, encodeSafetensors({ tensors, metadata: { ...notes } }));
}
