import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AppError, toAppError } from '@crossfold/contracts';
import { dataTypes, type DataType, type GraphNode, type TypedTensor } from '../graph.js';
import { encodeSavedModel, savedModelTag } from '../saved-model-file.js';
import { nativeBackend } from './backend.js';

/** A loaded graph with its resource variables. */
export interface NativeSession {
  /**
   * Runs what the fetched nodes need.
   *
   * @param feeds values by the name of the placeholder that takes them
   * @param fetches names of nodes, for their first outputs
   * @returns copies of those outputs, in order
   */
  run(feeds: ReadonlyMap<string, TypedTensor>, fetches: readonly string[]): TypedTensor[];
  dispose(): void;
}

/** Loads a graph into a TensorFlow session. The library takes it as a file only, gone after. */
export function openNativeSession(nodes: readonly GraphNode[]): NativeSession {
  const { binding } = nativeBackend();
  const id = loadGraph(nodes);

  const run: NativeSession['run'] = (feeds, fetches) => {
    const inputs = [...feeds.values()].map(({ dtype, shape, data }) =>
      binding.createTensor([...shape], dataTypes[dtype], data),
    );
    try {
      const outputs = binding.runSavedModel(
        id,
        inputs,
        [...feeds.keys()].map(firstOutput).join(','),
        fetches.map(firstOutput).join(','),
      );
      return outputs.map(takeTensor);
    } finally {
      for (const input of inputs) binding.deleteTensor(input);
    }
  };

  return { run, dispose: () => binding.deleteSavedModel(id) };
}

function loadGraph(nodes: readonly GraphNode[]): number {
  const folder = mkdtempSync(path.join(tmpdir(), 'crossfold-graph-'));
  try {
    writeFileSync(path.join(folder, 'saved_model.pb'), encodeSavedModel(nodes));
    return nativeBackend().binding.loadSavedModel(folder, savedModelTag);
  } catch (error) {
    throw toAppError(error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const typeNames = new Map<number, DataType>(
  Object.entries(dataTypes).map(([name, number]) => [number, name as DataType]),
);

function takeTensor({ id, shape, dtype: type }: { id: number; shape: number[]; dtype: number }) {
  const { binding } = nativeBackend();
  try {
    const dtype = typeNames.get(type);
    if (dtype !== undefined) return { dtype, shape, data: binding.tensorDataSync(id) };
    throw new AppError('INTERNAL', `expected a result of a known type, got TensorFlow's ${type}`);
  } finally {
    binding.deleteTensor(id);
  }
}

/** The binding reads the output's number after the colon and has no default for it. */
function firstOutput(node: string): string {
  return `${node}:0`;
}
