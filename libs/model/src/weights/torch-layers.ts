import type { HostTensor, TensorMap } from '@crossfold/graph';
import type { Network, Parameter, ParameterRole } from '../network/network.js';
import type { StoredLayers, StoredWeight } from './stored-layers.js';

/** How PyTorch calls what we call otherwise. */
const torchNames = {
  kernel: 'weight',
  bias: 'bias',
  absorbedBias: 'bias',
  gamma: 'weight',
  beta: 'bias',
  movingMean: 'running_mean',
  movingVariance: 'running_var',
  inputStatistic: '',
} as const satisfies Record<ParameterRole, string>;

/** `layer1.0.conv1/kernel` is `layer1.0.conv1.weight` in PyTorch. */
export function torchName({ name, role }: Parameter): string {
  return `${name.slice(0, name.lastIndexOf('/'))}.${torchNames[role]}`;
}

/** Arrays with PyTorch's names and layouts as those of our layers. */
export function torchLayers(network: Network, tensors: TensorMap): StoredLayers {
  const layers = new Map<string, StoredWeight[]>();
  for (const parameter of network.parameters) {
    const found = tensors.get(torchName(parameter));
    if (!found) continue;
    const [layer, name] = parameter.name.split('/') as [string, string];
    const { shape, data } = parameter.role === 'kernel' ? toKerasLayout(found) : found;
    layers.set(layer, [...(layers.get(layer) ?? []), { name, shape, read: () => data }]);
  }
  return layers;
}

/** Our parameters with PyTorch's names and layouts. */
export function torchTensors(network: Network, tensors: TensorMap): TensorMap {
  const named = new Map<string, HostTensor>();
  for (const parameter of network.parameters) {
    const found = tensors.get(parameter.name);
    if (!found) continue;
    named.set(torchName(parameter), parameter.role === 'kernel' ? turnKernel(found) : found);
  }
  return named;
}

/** Kernels from [height, width, in, out] to [out, in, height, width], from [in, out] to [out, in]. */
export function turnKernel({ shape, data }: HostTensor): HostTensor {
  const [inputs = 1, outputs = 1] = shape.slice(-2);
  const window = shape.slice(0, -2);
  const positions = window.reduce((product, length) => product * length, 1);
  const turned = new Float32Array(data.length);
  for (let position = 0; position < positions; position++) {
    for (let input = 0; input < inputs; input++) {
      for (let output = 0; output < outputs; output++) {
        const from = (position * inputs + input) * outputs + output;
        turned[(output * inputs + input) * positions + position] = data[from] as number;
      }
    }
  }
  return { shape: [outputs, inputs, ...window], data: turned };
}

/** Kernels from [out, in, height, width] to [height, width, in, out], from [out, in] to [in, out]. */
function toKerasLayout({ shape, data }: HostTensor): HostTensor {
  const [outputs = 1, inputs = 1, ...window] = shape;
  const positions = window.reduce((product, length) => product * length, 1);
  const turned = new Float32Array(data.length);
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) {
      for (let position = 0; position < positions; position++) {
        const from = (output * inputs + input) * positions + position;
        turned[(position * inputs + input) * outputs + output] = data[from] as number;
      }
    }
  }
  return { shape: [...window, inputs, outputs], data: turned };
}
