import { writeFile } from 'node:fs/promises';
import { AppError, readNamedFile } from '@crossfold/contracts';
import type { HostTensor } from '@crossfold/graph';
import {
  backboneNames,
  catalogue,
  countMultiplyAdds,
  decodeNpy,
  encodeNpy,
  findArchitecture,
  loadWeights,
  type Architecture,
} from '@crossfold/model';
import type { Command } from 'commander';
import { loadTensorflow } from '../model/load-tensorflow.js';
import { networkFor, nodeNamed } from '../model/network-for-input.js';
import type { CommandContext } from '../process/context.js';
import { tableLines } from '../terminal/table.js';
import { addModelExportCommand } from './model-export.js';
import { addModelRegistryCommands, listModels } from './model-registry.js';

interface RunOptions {
  readonly weights: string;
  readonly input: string;
  readonly output: string;
  readonly layer?: string;
  readonly gradients?: string | true;
}

export function addModelCommand(program: Command, context: CommandContext): void {
  const model = program.command('model');
  model
    .command('list')
    .description('all backbones with input, size, cost and licence')
    .option('--registered', 'the named ensembles of this store instead')
    .action(({ registered }: { registered?: true }) =>
      registered ? listModels(context) : list(context),
    );
  model
    .command('run <name>')
    .description('run a backbone in inference on float32 NHWC arrays, after preprocessing')
    .requiredOption('--weights <file>', '.h5, .weights.h5 or .safetensors')
    .requiredOption('--input <file>', '.npy, float32 [batch, size, size, 3]')
    .requiredOption('--output <file>', '.npy to write, float32 [batch, ...]')
    .option('--layer <name>', "a layer as Keras names it (default: the backbone's output)")
    .option(
      '--gradients [file]',
      "gradient of the sum of the layer's values for the input, as .npy (default: OUTPUT.gradients.npy)",
    )
    .action((name: string, options: RunOptions) => run(context, name, options));
  addModelExportCommand(model, context);
  addModelRegistryCommands(model, context);
}

function list({ terminal }: CommandContext): void {
  const rows = backboneNames.map((name) => ({ name, ...describe(catalogue[name]) }));
  for (const row of rows) terminal.emit(row);
  const columns = [
    { title: 'name' },
    { title: 'title' },
    { title: 'input px', align: 'right' as const },
    { title: 'preprocessing' },
    { title: 'parameters', align: 'right' as const },
    { title: 'multiply-adds', align: 'right' as const },
    { title: 'feature layer' },
    { title: 'licence of weights' },
  ];
  terminal.print(
    ...tableLines(
      columns,
      rows.map((row) => [
        row.name,
        row.title,
        row.imageSizePx,
        row.preprocessing,
        `${(row.parameters / 1e6).toFixed(2)} M`,
        `${(row.multiplyAdds / 1e9).toFixed(2)} G`,
        row.featureLayer,
        row.weightsLicence,
      ]),
    ),
  );
}

function describe({ build, ...known }: Architecture) {
  const network = build({ imageSizePx: known.imageSizePx, batchNormMomentum: null });
  const multiplyAdds = countMultiplyAdds(network);
  const { output, outputShape } = network;
  return { ...known, multiplyAdds, flops: 2 * multiplyAdds, output, outputShape };
}

async function run({ terminal }: CommandContext, name: string, options: RunOptions): Promise<void> {
  const architecture = findArchitecture(name);
  const input = decodeNpy(await readArray(options.input), options.input);
  const network = networkFor(name, input.shape);
  const layer = nodeNamed(network, options.layer ?? network.output).name;
  const { tensors, sha256 } = await loadWeights(options.weights, { ...architecture, network });
  const { runNetwork, inputGradient } = await loadTensorflow();
  const output = runNetwork(network, tensors, input, [layer]).get(layer) as HostTensor;
  await writeArray(options.output, output);
  const files = [{ path: options.output, shape: output.shape }];
  if (options.gradients !== undefined) {
    const path =
      options.gradients === true
        ? `${options.output.replace(/\.npy$/, '')}.gradients.npy`
        : options.gradients;
    const gradient = inputGradient(network, tensors, input, layer);
    await writeArray(path, gradient);
    files.push({ path, shape: gradient.shape });
  }
  terminal.emit({ name, layer, weightsSha256: sha256, files });
  terminal.print(
    `${name} ${layer}, weights ${sha256}`,
    ...files.map(({ path, shape }) => `${path}: float32 [${shape.join(', ')}]`),
  );
}

async function readArray(path: string): Promise<Buffer> {
  try {
    return await readNamedFile(path, 2 ** 31);
  } catch (cause) {
    throw unusable('a readable .npy file', path, cause);
  }
}

async function writeArray(path: string, array: HostTensor): Promise<void> {
  try {
    await writeFile(path, encodeNpy(array));
  } catch (cause) {
    throw unusable('a place to write a .npy file', path, cause);
  }
}

function unusable(expected: string, path: string, cause: unknown): AppError {
  return new AppError('REQUEST_INVALID', `expected ${expected}, got ${path}`, {
    cause,
    remedy: 'Check the path.',
  });
}
