import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { toAppError } from '@crossfold/contracts';
import { dataTypes, type ConstantTensor, type GraphNode } from '../graph.js';
import { encodeSavedModel, savedModelTag } from '../saved-model-file.js';
import { nativeBackend } from './backend.js';

/** Values by the name of the placeholder that takes them. */
export type Feeds = ReadonlyMap<string, ConstantTensor>;

/** A loaded graph with its resource variables. */
export interface NativeSession {
  /**
   * Runs what the fetched nodes need.
   *
   * @param fetches names of nodes with a float32 first output
   * @returns copies of those outputs, in order
   */
  run(feeds: Feeds, fetches: readonly string[]): Float32Array[];
  dispose(): void;
}

/** Loads a graph into a TensorFlow session. The library takes it as a file only, gone after. */
export function openNativeSession(nodes: readonly GraphNode[]): NativeSession {
  const { binding } = nativeBackend();
  const id = loadGraph(nodes);

  function run(feeds: Feeds, fetches: readonly string[]): Float32Array[] {
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
      return outputs.map((output) => takeTensor(output.id));
    } finally {
      for (const input of inputs) binding.deleteTensor(input);
    }
  }

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

function takeTensor(id: number): Float32Array {
  const { binding } = nativeBackend();
  try {
    return binding.tensorDataSync(id) as Float32Array;
  } finally {
    binding.deleteTensor(id);
  }
}

/** The binding reads the output's number after the colon and has no default for it. */
function firstOutput(node: string): string {
  return `${node}:0`;
}
