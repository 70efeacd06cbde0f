import { GraphBuilder } from '../graph-builder.js';
import { typeAttribute, type GraphNode, type NodeOutput } from '../graph.js';
import type { HostTensor, TensorMap } from '../tensor-map.js';
import { GraphVariables } from './graph-variables.js';
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

export type Rewrite = (nodes: readonly GraphNode[], functionName: string) => readonly GraphNode[];

interface CompiledFunction {
  readonly nodes: readonly GraphNode[];
  readonly result: NodeOutput;
}

/** Functions that are kept for batches which do not come at present. */
const maxFunctions = 8;

/**
 * Recorded functions over one set of variables. A TensorFlow session keeps its variables to itself
 * and takes its graph at once, so a new function means a new session, with the values moved over.
 */
export class CompiledFunctions {
  readonly #variables: GraphVariables;
  readonly #rewrite: Rewrite;
  readonly #functions = new Map<string, CompiledFunction>();
  /** Names of the functions asked for since the last start. */
  readonly #wanted = new Set<string>();
  #session: NativeSession | null = null;
  /** The values while the session does not hold them. */
  #tensors: TensorMap | null;

  /** @param rewrite is applied to the nodes of each recorded function */
  constructor(tensors: TensorMap, rewrite: Rewrite = (nodes) => nodes) {
    this.#rewrite = rewrite;
    this.#variables = new GraphVariables(tensors);
    this.#tensors = tensors;
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
    this.#wanted.add(name);
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
    const tensors = this.#tensors;
    if (tensors === null) return this.#variables.load(this.#openSession(), names);
    return new Map(
      names.map((name) => {
        const { shape, data } = tensors.get(name) as HostTensor;
        return [name, { shape, data: data.slice() }];
      }),
    );
  }

  /** Frees the memory of the variables; what was recorded and loaded stays for {@link restart}. */
  rest(): void {
    if (this.#session && this.#tensors === null) this.#variables.clear(this.#session);
    this.#tensors = new Map();
    this.#wanted.clear();
  }

  /** Goes on with other values of the same variables, as if it had begun with them. */
  restart(tensors: TensorMap): void {
    this.#variables.assertFits(tensors);
    this.#tensors = tensors;
  }

  dispose(): void {
    this.#closeSession(new Map());
  }

  #add(name: string, feeds: Feeds, compile: Compile): CompiledFunction {
    const tensors = this.#tensors ?? this.read();
    const graph = new GraphBuilder(name);
    const inputs = addInputs(graph, feeds);
    const result = compile({ graph, inputs, variables: this.#variables, tensors });
    this.#closeSession(tensors);
    this.#forgetUnwanted();
    const added = { nodes: this.#rewrite(graph.nodes, name), result };
    this.#functions.set(name, added);
    return added;
  }

  #forgetUnwanted(): void {
    if (this.#functions.size < maxFunctions) return;
    for (const name of [...this.#functions.keys()]) {
      if (!this.#wanted.has(name)) this.#functions.delete(name);
    }
  }

  #closeSession(tensors: TensorMap): void {
    this.#session?.dispose();
    this.#session = null;
    this.#tensors = tensors;
  }

  /** @returns the session, which holds all functions and the values */
  #openSession(): NativeSession {
    this.#session ??= this.#loadSession();
    if (this.#tensors) this.#variables.store(this.#session, this.#tensors);
    this.#tensors = null;
    return this.#session;
  }

  #loadSession(): NativeSession {
    const functions = [...this.#functions.values()].flatMap(({ nodes }) => nodes);
    return openNativeSession([...this.#variables.nodes, ...functions]);
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
