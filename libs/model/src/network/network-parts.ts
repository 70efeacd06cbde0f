import { inferShape, type Draft } from './infer-shape.js';
import type { Network, NetworkNode, Parameter, ParameterRole, Shape } from './network.js';

/** The nodes, parameters and blocks of a network that is being built, with the shapes so far. */
export class NetworkParts {
  readonly #nodes = new Map<string, NetworkNode>();
  readonly #parameters: Parameter[] = [];
  readonly #blocks: { name: string; nodes: string[]; parameters: string[] }[] = [];

  constructor(
    private readonly name: string,
    private readonly inputShape: Shape,
  ) {}

  beginBlock(name: string): void {
    this.#blocks.push({ name, nodes: [], parameters: [] });
  }

  /** @returns its name */
  addParameter(
    name: string,
    shape: readonly number[],
    role: ParameterRole,
    initial?: Parameter['initial'],
  ): string {
    this.#parameters.push({ name, shape, role, ...(initial !== undefined && { initial }) });
    this.#block().parameters.push(name);
    return name;
  }

  /** Works out the shape of a node, whose inputs and parameters are there. @returns its name */
  addNode(draft: Draft): string {
    if (this.#nodes.has(draft.name) || draft.name === 'input') {
      throw new Error(`network ${this.name} has two nodes named ${draft.name}`);
    }
    const shape = inferShape(
      draft,
      this.#shapeOf(draft.inputs[0] as string),
      (name) => this.#parameters.find((parameter) => parameter.name === name)?.shape ?? [],
    );
    this.#nodes.set(draft.name, { ...draft, shape } as NetworkNode);
    this.#block().nodes.push(draft.name);
    return draft.name;
  }

  /** Size of the last axis of a node's output. */
  channelsOf(name: string): number {
    return this.#shapeOf(name).at(-1) as number;
  }

  toNetwork(output: string): Network {
    return {
      name: this.name,
      inputShape: this.inputShape,
      nodes: [...this.#nodes.values()],
      parameters: this.#parameters,
      blocks: this.#blocks,
      output,
      outputShape: this.#shapeOf(output),
    };
  }

  #block() {
    if (this.#blocks.length === 0) this.beginBlock('stem');
    return this.#blocks.at(-1) as { nodes: string[]; parameters: string[] };
  }

  #shapeOf(name: string): Shape {
    if (name === 'input') return this.inputShape;
    const node = this.#nodes.get(name);
    if (!node) throw new Error(`network ${this.name} has no node named ${name}`);
    return node.shape;
  }
}
