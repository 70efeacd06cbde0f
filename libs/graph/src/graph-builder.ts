import { sha256 } from '@crossfold/contracts';
import {
  typeAttribute,
  type AttributeValue,
  type DataType,
  type GraphNode,
  type NodeOutput,
  type TypedTensor,
} from './graph.js';

export interface NodeOptions {
  /** A name that others refer to; otherwise the node is numbered. */
  readonly name?: string;
  readonly after?: readonly string[];
}

/** Collects the nodes of a TensorFlow graph, every name under one prefix. */
export class GraphBuilder {
  readonly #prefix: string;
  readonly #nodes: GraphNode[] = [];
  readonly #constants = new Map<string, string>();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  get nodes(): readonly GraphNode[] {
    return this.#nodes;
  }

  /** @returns the name of the node, which is also its first output. */
  add(
    op: string,
    inputs: readonly NodeOutput[],
    attributes: GraphNode['attributes'],
    options: NodeOptions = {},
  ): string {
    const name = `${this.#prefix}/${options.name ?? `n${this.#nodes.length}`}`;
    this.#nodes.push({ name, op, inputs, after: options.after ?? [], attributes });
    return name;
  }

  placeholder(name: string, dtype: DataType, shape: readonly number[]): string {
    return this.add('Placeholder', [], { dtype: typeAttribute(dtype), shape: { shape } }, { name });
  }

  /** Equal constants share one node: tfjs uploads the same few scalars again and again. */
  constant(tensor: TypedTensor): string {
    const { dtype, shape, data } = tensor;
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const key = `${dtype} [${shape.join(',')}] ${sha256(bytes)}`;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const copy: AttributeValue = { tensor: { dtype, shape, data: data.slice() } };
    const name = this.add('Const', [], { dtype: typeAttribute(dtype), value: copy });
    this.#constants.set(key, name);
    return name;
  }

  scalar(value: number): string {
    return this.constant({ dtype: 'float32', shape: [], data: Float32Array.of(value) });
  }
}
