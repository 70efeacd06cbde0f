import { AppError } from '@crossfold/contracts';
import type { GraphNode, TypedTensor } from '../graph.js';
import type { HostTensor, TensorMap } from '../tensor-map.js';
import { openNativeSession, type NativeSession } from './native-session.js';
import type { TracedFunction } from './trace-function.js';
import { assertNotTracing } from './trace-kernels.js';
import { VariableNodes } from './variable-nodes.js';

/** Changes the nodes of a traced function; new nodes take names that begin with the prefix. */
export type Rewrite = (nodes: readonly GraphNode[], prefix: string) => readonly GraphNode[];

/** Traces that are kept although nobody asks for them at present. */
const maxTraces = 8;

/** Values below this stay in memory at rest: to free them is a run that takes longer to prepare. */
const smallBytes = 16 * 2 ** 20;

/**
 * Variables that graph functions share, all float32, with the values that runs leave in them. A
 * TensorFlow session keeps its variables to itself and takes its graph at once, so what is traced
 * after the first run means a new session, with the values moved over.
 */
export class GraphVariables {
  readonly #nodes: VariableNodes;
  readonly #rewrite: Rewrite;
  readonly #traces = new Map<string, TracedFunction>();
  /** Keys of the traces asked for since the last start. */
  readonly #wanted = new Set<string>();
  /** Names of the functions since the last start. */
  readonly #functions = new Set<string>();
  #traced = 0;
  #session: NativeSession | null = null;
  /** The values while the session does not hold them. */
  #tensors: TensorMap | null;
  #isDisposed = false;

  /**
   * @param tensors first values; they must not change before the first run
   * @param rewrite is applied to the nodes of each traced function
   */
  constructor(tensors: TensorMap = new Map(), rewrite: Rewrite = (nodes) => nodes) {
    this.#rewrite = rewrite;
    this.#nodes = new VariableNodes(tensors);
    this.#nodes.assertFit(tensors);
    this.#tensors = tensors;
  }

  get names(): readonly string[] {
    return this.#nodes.names;
  }

  /** For {@link TracedFunction}s over these variables. */
  get nodes(): VariableNodes {
    return this.#nodes;
  }

  /** Copies of the values of the variables that are asked for. */
  load(isWanted: (name: string) => boolean = () => true): TensorMap {
    this.#assertOpen();
    const names = this.names.filter(isWanted);
    const tensors = this.#tensors;
    if (tensors === null) return this.#nodes.load(this.#openSession(), names);
    return new Map(
      names.map((name) => {
        const { shape, data } = tensors.get(name) as HostTensor;
        return [name, { shape, data: data.slice() }];
      }),
    );
  }

  /**
   * Gives the variables that are named other values.
   *
   * @throws AppError INTERNAL for another variable or shape
   */
  store(tensors: TensorMap): void {
    this.#assertOpen();
    this.#nodes.assertFit(tensors);
    if (this.#tensors === null) this.#nodes.store(this.#openSession(), tensors);
    else this.#tensors = new Map([...this.#tensors, ...tensors]);
  }

  /**
   * Frees the memory of the values and of all that was traced. Loading, storing and running are
   * errors from then on.
   */
  dispose(): void {
    this.#closeSession(new Map());
    this.#traces.clear();
    this.#isDisposed = true;
  }

  /** Frees the memory of large values; what was traced and loaded stays for {@link restart}. */
  rest(): void {
    if (this.#session && this.#tensors === null && this.#nodes.bytes >= smallBytes) {
      this.#nodes.clear(this.#session);
    }
    this.#tensors = new Map();
    this.#wanted.clear();
    this.#functions.clear();
  }

  /** Goes on with other values of all variables, as if it had begun with them. */
  restart(tensors: TensorMap): void {
    this.#nodes.assertFit(tensors);
    const missing = this.names.find((name) => !tensors.has(name));
    if (missing !== undefined) {
      throw new AppError('INTERNAL', `expected values for all variables, got none for ${missing}`);
    }
    this.#tensors = tensors;
  }

  /** Makes a name that of one function. @throws AppError INTERNAL when another one has it */
  addFunction(name: string): void {
    this.#assertOpen();
    if (this.#functions.has(name)) {
      throw new AppError('INTERNAL', `expected functions of different names, got ${name} twice`, {
        remedy: 'Give one of them another `name`.',
      });
    }
    this.#functions.add(name);
  }

  /** Forgets a function with its traces. Their memory goes with the present session. */
  removeFunction(name: string): void {
    this.#functions.delete(name);
    for (const key of [...this.#traces.keys()]) {
      if (functionOf(key) === name) this.#traces.delete(key);
    }
  }

  /**
   * Traces a function unless it was traced before for such inputs. What is traced before the first
   * run shares one session; a later trace costs a new one.
   *
   * @param name of the function
   * @param inputs a text that tells kinds of inputs apart
   * @param trace takes a prefix for the names of nodes
   */
  trace(name: string, inputs: string, trace: (prefix: string) => TracedFunction): TracedFunction {
    this.#assertOpen();
    const key = `${name} ${inputs}`;
    this.#wanted.add(key);
    const known = this.#traces.get(key);
    if (known) return known;
    this.#traced += 1;
    const prefix = `${name.replace(/[^A-Za-z0-9_.-]/g, '_')}.${this.#traced}`;
    const traced = trace(prefix);
    this.#closeSession(this.#tensors ?? this.load());
    this.#forgetUnwanted();
    const added = { ...traced, nodes: this.#rewrite(traced.nodes, prefix) };
    this.#traces.set(key, added);
    return added;
  }

  /** @returns the results by their names */
  run(
    { inputs, results }: TracedFunction,
    feeds: ReadonlyMap<string, TypedTensor>,
  ): Map<string, TypedTensor> {
    assertNotTracing();
    const values = this.#openSession().run(
      new Map([...feeds].map(([name, value]) => [inputs.get(name) as string, value])),
      [...results.values()].map(({ node }) => node),
    );
    return new Map([...results.keys()].map((name, index) => [name, values[index] as TypedTensor]));
  }

  #assertOpen(): void {
    if (!this.#isDisposed) return;
    throw new AppError('INTERNAL', 'expected variables that are in use, got disposed ones', {
      remedy: 'Dispose of variables when their last function has run.',
    });
  }

  #forgetUnwanted(): void {
    if (this.#traces.size < maxTraces) return;
    for (const key of [...this.#traces.keys()]) {
      if (!this.#wanted.has(key)) this.#traces.delete(key);
    }
  }

  #closeSession(tensors: TensorMap): void {
    this.#session?.dispose();
    this.#session = null;
    this.#tensors = tensors;
  }

  /** @returns the session, which holds all traces and the values */
  #openSession(): NativeSession {
    this.#session ??= this.#loadSession();
    if (this.#tensors) this.#nodes.store(this.#session, this.#tensors);
    this.#tensors = null;
    return this.#session;
  }

  #loadSession(): NativeSession {
    const functions = [...this.#traces.values()].flatMap(({ nodes }) => nodes);
    return openNativeSession([...this.#nodes.nodes, ...functions]);
  }
}

function functionOf(key: string): string {
  return key.slice(0, key.indexOf(' '));
}
