import { AppError } from '@crossfold/contracts';
import { GraphBuilder } from '../graph-builder.js';
import { typeAttribute, type GraphNode, type NodeOutput } from '../graph.js';
import type { HostTensor, TensorMap } from '../tensor-map.js';
import type { NativeSession } from './native-session.js';

/** Bytes uploaded at once: TensorFlow may copy what it is fed before it stores it. */
const chunkBytes = 64 * 2 ** 20;

/** Resource variables of a graph, all float32, and the nodes that fill and read them. */
export class VariableNodes {
  readonly #graph = new GraphBuilder('variables');
  readonly #variables = new Map<string, Variable>();
  /** Has run when no variable has a value. */
  readonly #cleared: string;

  constructor(tensors: TensorMap) {
    for (const [name, { shape }] of tensors) {
      this.#variables.set(name, addVariable(this.#graph, `v${this.#variables.size}`, shape));
    }
    const destroyed = [...this.#variables.values()].map(({ handle }) =>
      this.#graph.add('DestroyResourceOp', [handle], { ignore_lookup_error: { bool: true } }),
    );
    this.#cleared = addMark(this.#graph, destroyed);
  }

  get nodes(): readonly GraphNode[] {
    return this.#graph.nodes;
  }

  get names(): readonly string[] {
    return [...this.#variables.keys()];
  }

  /** Of all values. */
  get bytes(): number {
    const sizes = [...this.#variables.values()].map(({ shape }) =>
      shape.reduce((product, length) => product * length, 4),
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  has(name: string): boolean {
    return this.#variables.has(name);
  }

  shape(name: string): readonly number[] {
    return this.#find(name).shape;
  }

  handle(name: string): NodeOutput {
    return this.#find(name).handle;
  }

  /** The node that reads the variable; what changes the variable must come after it. */
  value(name: string): NodeOutput {
    return this.#find(name).value;
  }

  store(session: NativeSession, tensors: TensorMap): void {
    for (const chunk of inChunks(tensors)) {
      const feeds = chunk.map(
        ([name, tensor]) => [this.#find(name).input, { dtype: 'float32', ...tensor }] as const,
      );
      session.run(
        new Map(feeds),
        chunk.map(([name]) => this.#find(name).stored),
      );
    }
  }

  /** Frees the memory of all values; they have to be stored again before anything reads them. */
  clear(session: NativeSession): void {
    session.run(new Map(), [this.#cleared]);
  }

  /** @throws AppError INTERNAL unless these are values of variables, by name and shape */
  assertFit(tensors: TensorMap): void {
    for (const [name, { shape: given, data }] of tensors) {
      const shape = this.shape(name);
      const size = shape.reduce((product, length) => product * length, 1);
      if (given.join() === shape.join() && data.length === size) continue;
      throw new AppError(
        'INTERNAL',
        `expected [${shape.join(', ')}] for variable ${name}, got [${given.join(', ')}] with ${data.length} values`,
        { remedy: 'A variable keeps the shape that it was made with.' },
      );
    }
  }

  /** Copies. */
  load(session: NativeSession, names: readonly string[]): TensorMap {
    if (names.length === 0) return new Map();
    const values = session.run(
      new Map(),
      names.map((name) => this.#find(name).value),
    );
    return new Map(
      names.map((name, index) => [
        name,
        { shape: this.#find(name).shape, data: values[index]?.data as Float32Array },
      ]),
    );
  }

  #find(name: string): Variable {
    const found = this.#variables.get(name);
    if (found) return found;
    const known = this.names.slice(0, 10).join(', ') || 'none';
    throw new AppError('INTERNAL', `expected one of the variables [${known}], got ${name}`, {
      remedy: 'Name a variable that was there when the set was made.',
    });
  }
}

interface Variable {
  readonly shape: readonly number[];
  readonly handle: NodeOutput;
  readonly value: NodeOutput;
  readonly input: string;
  /** Has run when the input is stored. */
  readonly stored: string;
}

function addVariable(graph: GraphBuilder, name: string, shape: readonly number[]): Variable {
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
  const stored = addMark(graph, [store]);
  const value = graph.add('ReadVariableOp', [handle], { dtype }, { name: `${name}.value` });
  return { shape, handle, value, input, stored };
}

/** @returns a node to fetch that has run when these have */
export function addMark(graph: GraphBuilder, after: readonly string[]): string {
  const value = { tensor: { dtype: 'float32', shape: [], data: Float32Array.of(1) } } as const;
  return graph.add('Const', [], { dtype: typeAttribute('float32'), value }, { after });
}

function inChunks(tensors: TensorMap): [string, HostTensor][][] {
  const chunks: [string, HostTensor][][] = [];
  let room = 0;
  for (const [name, tensor] of tensors) {
    const { byteLength } = tensor.data;
    if (chunks.length === 0 || byteLength > room) {
      chunks.push([]);
      room = chunkBytes;
    }
    chunks.at(-1)?.push([name, tensor]);
    room -= byteLength;
  }
  return chunks;
}
