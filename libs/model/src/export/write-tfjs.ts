import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportedModel } from './exported-model.js';
import { functionalConfig } from './keras-config.js';
import { listKerasLayers, type KerasDialect } from '../keras/keras-layers.js';
import { orderAsKeras } from '../keras/keras-order.js';

/** TensorFlow.js has neither grouped convolutions nor Keras's layers for inputs. */
const dialect: KerasDialect = {
  groupedConv: 'DepthwiseConv2D',
  inputLayers: 'depthwise',
  layerScale: 'depthwise',
};
const weightsFile = 'weights.bin';

/** Writes a folder for `tf.loadLayersModel`: `model.json` and one file of weights. */
export async function writeTfjsModel(model: ExportedModel, folder: string): Promise<void> {
  const { name, output } = model.network;
  const layers = orderAsKeras(listKerasLayers(model, dialect), output);
  const weights = layers.flatMap((layer) =>
    layer.weights.map((weight) => ({
      ...weight,
      name: `${layer.name}/${tfjsName(layer.className, weight.name)}`,
    })),
  );
  const manifest = {
    paths: [weightsFile],
    weights: weights.map(({ name: weight, tensor }) => ({
      name: weight,
      shape: tensor.shape,
      dtype: 'float32',
    })),
  };
  const description = {
    format: 'layers-model',
    generatedBy: 'crossfold',
    convertedBy: null,
    modelTopology: {
      keras_version: '2.15.0',
      backend: 'tensorflow',
      model_config: functionalConfig(name, layers, output),
    },
    weightsManifest: [manifest],
    userDefinedMetadata: model.notes,
  };
  await mkdir(folder);
  await writeFile(join(folder, 'model.json'), JSON.stringify(description));
  const parts = weights.map(({ tensor: { data } }) =>
    Buffer.from(data.buffer, data.byteOffset, data.byteLength),
  );
  await writeFile(join(folder, weightsFile), Buffer.concat(parts));
}

function tfjsName(className: string, weight: string): string {
  return className === 'DepthwiseConv2D' && weight === 'kernel' ? 'depthwise_kernel' : weight;
}
