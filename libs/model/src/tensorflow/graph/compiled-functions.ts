import type { HostTensor, TensorMap } from '../../weights/tensor-map.js';
import { GraphBuilder } from './graph-builder.js';
import { GraphVariables } from './graph-variables.js';
import { typeAttribute, type GraphNode, type NodeOutput } from './graph.js';
import { openNativeSession, type Feeds, type NativeSession } from './native-session.js';

/** What the recording of a function works with. */
export interface CompileContext {
  /** Takes the function's nodes. */
  readonly graph: GraphBuilder;
  /** The function's inputs, by the names of what it is fed with. */
  readonly inputs: ReadonlyMap<string, NodeOutput>;
  readonly variables: GraphVariables;
  /** Present values of the variables. */
  readonly tensors: TensorMap;
}

/** @returns a float32 output that has run when all of the function has. */
export type Compile = (context: CompileContext) => NodeOutput;

type Rewrite = (nodes: readonly GraphNode[]) => readonly GraphNode[];

interface CompiledFunction {
  readonly nodes: readonly GraphNode[];
  readonly result: NodeOutput;
}

/**
 * Recorded functions over one set of variables. A TensorFlow session keeps its variables to itself
 * and takes its graph at once, so a new function means a new session, with the values moved over.
 */
export class CompiledFunctions {
  readonly #variables: GraphVariables;
  readonly #rewrite: Rewrite;
  readonly #functions = new Map<string, CompiledFunction>();
  /** Values are on the host until there is a session that holds them. */
  #state: { readonly tensors: TensorMap } | { readonly session: NativeSession };

  /** @param rewrite is applied to the nodes of each recorded function */
  constructor(tensors: TensorMap, rewrite: Rewrite = (nodes) => nodes) {
    this.#rewrite = rewrite;
    this.#variables = new GraphVariables(tensors);
    this.#state = { tensors };
  }

  /**
   * Records a function unless one of that name is known. Functions declared before the first run
   * share one session; a later one costs a new session.
   *
   * @param name of the function; part of the names of its nodes
   * @param feeds its inputs, always with the same names and shapes; the values leave no trace
   * @param compile is called when no function has that name yet
   */
  declare(name: string, feeds: Feeds, compile: Compile): CompiledFunction {
    return this.#functions.get(name) ?? this.#add(name, feeds, compile);
  }

  /** Runs a function with these inputs, declaring it first where it is not known. */
  run(name: string, feeds: Feeds, compile: Compile): Float32Array {
    const { result } = this.declare(name, feeds, compile);
    const nodeFeeds = [...feeds].map(([input, value]) => [`${name}/${input}`, value] as const);
    const [value] = this.#openSession().run(new Map(nodeFeeds), [result]);
    return value as Float32Array;
  }

  /** Copies of the values of the variables that are asked for. */
  read(isWanted: (name: string) => boolean = () => true): TensorMap {
    const names = this.#variables.names.filter(isWanted);
    if ('session' in this.#state) return this.#variables.load(this.#state.session, names);
    const { tensors } = this.#state;
    return new Map(
      names.map((name) => {
        const { shape, data } = tensors.get(name) as HostTensor;
        return [name, { shape, data: data.slice() }];
      }),
    );
  }

  dispose(): void {
    this.#replaceState(new Map());
  }

  #add(name: string, feeds: Feeds, compile: Compile): CompiledFunction {
    const tensors = 'session' in this.#state ? this.read() : this.#state.tensors;
    const graph = new GraphBuilder(name);
    const inputs = addInputs(graph, feeds);
    const result = compile({ graph, inputs, variables: this.#variables, tensors });
    this.#replaceState(tensors);
    const added = { nodes: this.#rewrite(graph.nodes), result };
    this.#functions.set(name, added);
    return added;
  }

  #replaceState(tensors: TensorMap): void {
    if ('session' in this.#state) this.#state.session.dispose();
    this.#state = { tensors };
  }

  #openSession(): NativeSession {
    if ('session' in this.#state) return this.#state.session;
    const functions = [...this.#functions.values()].flatMap(({ nodes }) => nodes);
    const session = openNativeSession([...this.#variables.nodes, ...functions]);
    this.#variables.store(session, this.#state.tensors);
    this.#state = { session };
    return session;
  }
}

/** Bytes travel as bytes; recorded kernels see int32, since tfjs knows no smaller integer. */
function addInputs(graph: GraphBuilder, feeds: Feeds): Map<string, NodeOutput> {
  const inputs = new Map<string, NodeOutput>();
  for (const [name, { dtype, shape }] of feeds) {
    const input = graph.placeholder(name, dtype, shape);
    const widened = { SrcT: typeAttribute('uint8'), DstT: typeAttribute('int32') };
    inputs.set(name, dtype === 'uint8' ? graph.add('Cast', [input], widened) : input);
  }
  return inputs;
}
