import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@crossfold/contracts';
import { typeAttribute, type GraphNode } from '../graph.js';
import { encodeSavedModel, type SignatureValue } from '../saved-model-file.js';
import type { GraphVariables } from './graph-variables.js';
import type { InputShape, TracedFunction } from './trace-function.js';

/** A message of protocol buffers ends below it. */
const maxBytes = 2 ** 31 - 2 ** 20;

export interface SavedFunction {
  readonly name: string;
  readonly inputs: ReadonlyMap<string, InputShape>;
  readonly traced: TracedFunction;
  readonly variables: GraphVariables;
}

/** Writes a function as a SavedModel whose variables are constants. @param folder is made */
export async function saveFunction(folder: string, saved: SavedFunction): Promise<void> {
  const { name, inputs, traced } = saved;
  if (traced.isUpdating) {
    throw new AppError('CONFLICT', `expected a function without updates to save, got ${name}`, {
      remedy: 'Save a function that only reads the variables, such as the one that predicts.',
    });
  }
  const valueOf = (node: string, { dtype, shape }: InputShape): SignatureValue => ({
    node,
    dtype,
    shape,
  });
  const given = [...inputs].map(
    ([input, shape]) => [input, valueOf(traced.inputs.get(input) as string, shape)] as const,
  );
  const results = [...traced.results].map(
    ([result, value]) => [result, valueOf(value.node, value)] as const,
  );
  const bytes = encodeSavedModel([...constantsOf(saved), ...traced.nodes], {
    tag: 'serve',
    signature: {
      name: 'serving_default',
      inputs: Object.fromEntries(given),
      outputs: Object.fromEntries(results),
    },
  });
  await mkdir(folder, { recursive: true });
  // TensorFlow looks for the folder of variables, which is empty.
  await mkdir(path.join(folder, 'variables'), { recursive: true });
  await writeFile(path.join(folder, 'saved_model.pb'), bytes);
}

/** In place of each node that reads a variable, its value. */
function constantsOf({ name, traced, variables }: SavedFunction): GraphNode[] {
  const read = new Set(traced.nodes.flatMap(({ inputs }) => inputs));
  const values = variables.load((variable) => read.has(variables.nodes.value(variable)));
  const bytes = [...values.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
  if (bytes > maxBytes) {
    throw new AppError(
      'CONFLICT',
      `expected variables below 2 GiB for ${name}, got ${bytes} bytes`,
      {
        remedy: 'Save parts of it as functions of their own.',
      },
    );
  }
  return [...values].map(([variable, { shape, data }]) => ({
    name: variables.nodes.value(variable),
    op: 'Const',
    inputs: [],
    after: [],
    attributes: {
      dtype: typeAttribute('float32'),
      value: { tensor: { dtype: 'float32', shape, data } },
    },
  }));
}
