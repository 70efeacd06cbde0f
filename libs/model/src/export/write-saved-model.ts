import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeSavedModel } from '@crossfold/graph';
import type { ExportedModel } from './exported-model.js';
import { buildSavedModelGraph } from './saved-model-graph.js';

/** Writes a SavedModel with the signature `serving_default`, from `input` to `output`. */
export async function writeSavedModel(model: ExportedModel, folder: string): Promise<void> {
  const { inputShape, outputShape } = model.network;
  const { nodes, input, output } = buildSavedModelGraph(model);
  const bytes = encodeSavedModel(nodes, {
    tag: 'serve',
    signature: {
      name: 'serving_default',
      inputs: { input: { node: input, dtype: 'float32', shape: [-1, ...inputShape] } },
      outputs: { output: { node: output, dtype: 'float32', shape: [-1, ...outputShape] } },
    },
  });
  await mkdir(folder);
  await writeFile(join(folder, 'saved_model.pb'), bytes);
  // TensorFlow looks for the folder, which is empty: the weights are constants of the graph.
  await mkdir(join(folder, 'variables'));
  // Where TensorFlow leaves what others add to a model.
  const extra = join(folder, 'assets.extra');
  await mkdir(extra);
  await writeFile(join(extra, 'crossfold.json'), JSON.stringify(model.notes));
}
