import { GraphBuilder } from '../graph-builder.js';
import { typeAttribute, type GraphNode, type NodeOutput } from '../graph.js';
import type { TensorMap } from '../tensor-map.js';
import type { NativeSession } from './native-session.js';

/** Bytes uploaded at once: TensorFlow may copy what it is fed before it stores it. */
const chunkBytes = 64 * 2 ** 20;

/** Resource variables of a graph, all float32, and the nodes that fill and read them. */
export class GraphVariables {
  readonly #graph = new GraphBuilder('variables');
  readonly #variables = new Map<string, VariableNodes>();
  readonly #chunks: Chunk[] = [];
  /** Has run when no variable has a value. */
  readonly #cleared: string;

  constructor(tensors: TensorMap) {
    for (const names of chunkNames(tensors)) this.#addChunk(names, tensors);
    this.#cleared = this.#addMark(
      [...this.#variables.values()].map(({ handle }) =>
        this.#graph.add('DestroyResourceOp', [handle], { ignore_lookup_error: { bool: true } }),
      ),
    );
  }

  get nodes(): readonly GraphNode[] {
    return this.#graph.nodes;
  }

  get names(): readonly string[] {
    return [...this.#variables.keys()];
  }

  has(name: string): boolean {
    return this.#variables.has(name);
  }

  handle(name: string): NodeOutput {
    return this.#find(name).handle;
  }

  /** The node that reads the variable; what changes the variable must come after it. */
  value(name: string): NodeOutput {
    return this.#find(name).value;
  }

  store(session: NativeSession, tensors: TensorMap): void {
    for (const { names, done } of this.#chunks) {
      const feeds = names.map((name) => {
        const tensor = tensors.get(name);
        if (!tensor) throw new Error(`no value for variable ${name}`);
        return [this.#find(name).input, { dtype: 'float32', ...tensor }] as const;
      });
      session.run(new Map(feeds), [done]);
    }
  }

  /** Frees the memory of all values; they have to be stored again before anything reads them. */
  clear(session: NativeSession): void {
    session.run(new Map(), [this.#cleared]);
  }

  /** @throws RangeError unless these are values of the same variables, by name and shape */
  assertFits(tensors: TensorMap): void {
    for (const [name, { shape }] of this.#variables) {
      const given = tensors.get(name)?.shape;
      if (given?.join() === shape.join() && tensors.size === this.#variables.size) continue;
      throw new RangeError(
        `expected [${shape.join(', ')}] for variable ${name}, got ${given?.join(', ')}`,
      );
    }
  }

  /** Copies. */
  load(session: NativeSession, names: readonly string[]): TensorMap {
    const values = session.run(
      new Map(),
      names.map((name) => this.#find(name).value),
    );
    return new Map(
      names.map((name, index) => [
        name,
        { shape: this.#find(name).shape, data: values[index] as Float32Array },
      ]),
    );
  }

  #find(name: string): VariableNodes {
    const found = this.#variables.get(name);
    if (!found) throw new Error(`no variable ${name}`);
    return found;
  }

  #addChunk(names: readonly string[], tensors: TensorMap): void {
    const stores = names.map((name) => {
      const shape = tensors.get(name)?.shape ?? [];
      const nodes = addVariable(this.#graph, `v${this.#variables.size}`, shape);
      this.#variables.set(name, nodes);
      return nodes.store;
    });
    this.#chunks.push({ names, done: this.#addMark(stores) });
  }

  /** @returns a node to fetch that has run when these have */
  #addMark(after: readonly string[]): string {
    const value = { tensor: { dtype: 'float32', shape: [], data: Float32Array.of(1) } } as const;
    return this.#graph.add('Const', [], { dtype: typeAttribute('float32'), value }, { after });
  }
}

interface VariableNodes {
  readonly shape: readonly number[];
  readonly handle: NodeOutput;
  readonly value: NodeOutput;
  readonly input: string;
  readonly store: string;
}

interface Chunk {
  readonly names: readonly string[];
  /** Has run when all of the chunk is stored. */
  readonly done: string;
}

function addVariable(graph: GraphBuilder, name: string, shape: readonly number[]): VariableNodes {
  const dtype = typeAttribute('float32');
  const handle = graph.add(
    'VarHandleOp',
    [],
    { dtype, shape: { shape }, shared_name: { string: name }, container: { string: '' } },
    { name },
  );
  const input = graph.placeholder(`${name}.input`, 'float32', shape);
  // A variable must not keep the fed memory: it belongs to JavaScript, which may only be told on
  // its own thread that the memory is free again.
  const copy = graph.add('DeepCopy', [input], { T: dtype });
  const store = graph.add('AssignVariableOp', [handle, copy], { dtype });
  const value = graph.add('ReadVariableOp', [handle], { dtype }, { name: `${name}.value` });
  return { shape, handle, value, input, store };
}

function chunkNames(tensors: TensorMap): string[][] {
  const chunks: string[][] = [];
  let room = 0;
  for (const [name, { data }] of tensors) {
    if (data.byteLength > room) {
      chunks.push([]);
      room = chunkBytes;
    }
    chunks.at(-1)?.push(name);
    room -= data.byteLength;
  }
  return chunks;
}
