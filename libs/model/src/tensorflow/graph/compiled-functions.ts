import type { TensorMap } from '../../weights/tensor-map.js';
import { GraphVariables } from './graph-variables.js';
import type { GraphNode } from './graph.js';
import { openNativeSession, type Feeds, type NativeSession } from './native-session.js';

export interface CompiledFunction {
  readonly nodes: readonly GraphNode[];
  /** A node with a float32 output that has run when all of the function has. */
  readonly result: string;
}

/** Records a function; the tensors hold the present values of the variables. */
export type Compile = (variables: GraphVariables, tensors: TensorMap) => CompiledFunction;

/**
 * Recorded functions over one set of variables. A TensorFlow session keeps its variables to itself
 * and takes its graph at once, so a new function means a new session, with the values moved over.
 */
export class CompiledFunctions {
  readonly #variables: GraphVariables;
  readonly #functions = new Map<string, CompiledFunction>();
  /** Values on the host until there is a session that holds them. */
  #state: { readonly tensors: TensorMap } | { readonly session: NativeSession };

  constructor(tensors: TensorMap) {
    this.#variables = new GraphVariables(tensors);
    this.#state = { tensors };
  }

  /** @param compile is called when no function has that key yet */
  run(key: string, compile: Compile, feeds: Feeds): Float32Array {
    const { result } = this.#functions.get(key) ?? this.#add(key, compile);
    const [value] = this.#session().run(feeds, [result]);
    return value as Float32Array;
  }

  /** Copies of the named variables' values. */
  read(names?: readonly string[]): TensorMap {
    if ('session' in this.#state) return this.#variables.load(this.#state.session, names);
    const { tensors } = this.#state;
    return new Map(
      (names ?? [...tensors.keys()]).map((name) => {
        const { shape, data } = tensors.get(name) as { shape: number[]; data: Float32Array };
        return [name, { shape, data: data.slice() }];
      }),
    );
  }

  /** Replaces the values of all variables. */
  write(tensors: TensorMap): void {
    if ('session' in this.#state) this.#variables.store(this.#state.session, tensors);
    else this.#state = { tensors };
  }

  dispose(): void {
    if ('session' in this.#state) this.#state.session.dispose();
  }

  #add(key: string, compile: Compile): CompiledFunction {
    const tensors = 'session' in this.#state ? this.read() : this.#state.tensors;
    const compiled = compile(this.#variables, tensors);
    this.dispose();
    this.#state = { tensors };
    this.#functions.set(key, compiled);
    return compiled;
  }

  #session(): NativeSession {
    if ('session' in this.#state) return this.#state.session;
    const functions = [...this.#functions.values()].flatMap(({ nodes }) => nodes);
    const session = openNativeSession([...this.#variables.nodes, ...functions]);
    this.#variables.store(session, this.#state.tensors);
    this.#state = { session };
    return session;
  }
}
