import { AppError } from '@crossfold/contracts';
import type { DataOf, DataType, TypedTensor } from '../graph.js';
import type { Tf } from './backend.js';
import { GraphVariables } from './graph-variables.js';
import { saveFunction } from './save-function.js';
import {
  noResult,
  traceFunction,
  type InputShape,
  type Trace,
  type TraceableFunction,
  type TracedFunction,
} from './trace-function.js';
import type { TracedType } from './stand-ins.js';

/** An input: null where a length may be any; each length is traced on its own. */
export interface InputSpec {
  readonly dtype: DataType;
  readonly shape: readonly (number | null)[];
}

export type InputSpecs = Readonly<Record<string, InputSpec>>;
export type ResultSpecs = Readonly<Record<string, TracedType>>;

export interface Signature<I extends InputSpecs, R extends ResultSpecs> {
  /** Left out: any inputs, whatever their names, types and shapes. */
  readonly inputs?: I;
  /** The type of each result. */
  readonly results: R;
}

interface Ranks {
  readonly 0: Tf.Rank.R0;
  readonly 1: Tf.Rank.R1;
  readonly 2: Tf.Rank.R2;
  readonly 3: Tf.Rank.R3;
  readonly 4: Tf.Rank.R4;
  readonly 5: Tf.Rank.R5;
}
type RankOf<L extends number> = L extends keyof Ranks ? Ranks[L] : Tf.Rank;

/** The inputs as tensors; uint8 is int32 inside, since TensorFlow.js knows no smaller integer. */
export type TracedInputs<I extends InputSpecs> = {
  readonly [K in keyof I]: Tf.Tensor<RankOf<I[K]['shape']['length']>>;
};
export type TracedResults<R extends ResultSpecs> = { readonly [K in keyof R]: Tf.Tensor };

/** A value for an input. Its type is that of the signature; without one, that of its array. */
export interface Feed<D extends DataType = DataType> {
  readonly dtype?: D;
  readonly shape: readonly number[];
  readonly data: DataOf<D>;
}
export type Feeds<I extends InputSpecs> = { readonly [K in keyof I]: Feed<I[K]['dtype']> };
/** What inputs look like, without values. */
export type Shapes<I extends InputSpecs> = {
  readonly [K in keyof I]: Omit<Feed<I[K]['dtype']>, 'data'>;
};
export type Results<R extends ResultSpecs> = { readonly [K in keyof R]: TypedTensor<R[K]> };

export interface GraphFunctionOptions<I extends InputSpecs, R extends ResultSpecs> {
  /** What the function reads and changes beside its inputs; left out: nothing. */
  readonly variables?: GraphVariables;
  readonly signature: Signature<I, R>;
  /** Among the functions over the same variables; left out: that of the function. */
  readonly name?: string;
}

/** A function that runs as a TensorFlow graph. */
export interface GraphFunction<I extends InputSpecs, R extends ResultSpecs> {
  /**
   * Runs the graph; traces it first where no inputs of these shapes and types came before.
   *
   * @returns copies of the results
   * @throws AppError NOT_TRACEABLE; INTERNAL for inputs against the signature
   */
  run(feeds: Feeds<I>): Results<R>;
  /** Traces ahead: what is prepared before the first run of any function shares its session. */
  prepare(shapes: Shapes<I>): void;
  /**
   * Writes a SavedModel for inputs of these shapes, with the present values of the variables as
   * constants: tag `serve`, signature `serving_default`, inputs and outputs by their names here.
   *
   * @param folder is made
   * @throws AppError CONFLICT for a function that changes variables, and above 2 GiB of values
   */
  save(folder: string, shapes: Shapes<I>): Promise<void>;
  /** Forgets what was traced. The variables stay, unless the function had none given. */
  dispose(): void;
}

/**
 * Makes a graph of a function of tensors: traced once for each shape and type of its inputs, on
 * zeros, and run by TensorFlow from then on.
 *
 * @param fn plain operations of TensorFlow.js: it reads no value, waits for nothing and keeps no
 *   state but variables. What it computes from anything else is as it was when it was traced.
 */
export function graphFunction<const I extends InputSpecs, const R extends ResultSpecs>(
  fn: (inputs: TracedInputs<I>, trace: Trace) => TracedResults<R>,
  { variables: given, signature, name = fn.name || 'function' }: GraphFunctionOptions<I, R>,
): GraphFunction<I, R> {
  const variables = given ?? new GraphVariables();
  variables.addFunction(name);

  function traced(inputs: ReadonlyMap<string, InputShape>): TracedFunction {
    return variables.trace(name, describe(inputs), (prefix) =>
      traceFunction(fn as TraceableFunction, prefix, variables.nodes, inputs, signature.results),
    );
  }

  return {
    run(feeds) {
      const values = checkInputs<TypedTensor>(name, feeds, signature.inputs);
      for (const [input, value] of values) assertFilled(name, input, value);
      const results = variables.run(traced(values), values);
      results.delete(noResult);
      return Object.fromEntries(results) as Results<R>;
    },
    prepare(shapes) {
      traced(checkInputs(name, shapes, signature.inputs));
    },
    async save(folder, shapes) {
      const inputs = checkInputs<InputShape>(name, shapes, signature.inputs);
      await saveFunction(folder, { name, inputs, traced: traced(inputs), variables });
    },
    dispose() {
      variables.removeFunction(name);
      if (!given) variables.dispose();
    },
  };
}

/** Tells kinds of inputs apart. */
function describe(inputs: ReadonlyMap<string, InputShape>): string {
  return [...inputs].map(([name, { dtype, shape }]) => `${name}:${dtype}[${shape}]`).join(' ');
}

/**
 * The inputs in the order of their names, each with its type.
 *
 * @throws AppError INTERNAL for other inputs than those of the signature
 */
function checkInputs<T extends InputShape>(
  name: string,
  given: Readonly<Record<string, Omit<Feed, 'data'> & { readonly data?: Feed['data'] }>>,
  specs: InputSpecs | undefined,
): Map<string, T> {
  const names = Object.keys(given).sort();
  if (specs && names.join() !== Object.keys(specs).sort().join()) {
    const expected = Object.keys(specs).sort().join(', ');
    throw unfit(`inputs [${expected}] for ${name}`, `[${names.join(', ')}]`);
  }
  return new Map(
    names.map((input) => {
      const value = given[input] as Omit<Feed, 'data'>;
      const spec = specs?.[input];
      const dtype = value.dtype ?? spec?.dtype ?? typeOf(name, input, given[input]?.data);
      if (spec && !(dtype === spec.dtype && fits(value.shape, spec.shape))) {
        const shape = spec.shape.map((length) => length ?? '?').join(', ');
        const expected = `${spec.dtype} [${shape}] for input ${input} of ${name}`;
        throw unfit(expected, `${dtype} [${value.shape.join(', ')}]`);
      }
      return [input, { ...value, dtype } as unknown as T];
    }),
  );
}

function fits(shape: readonly number[], spec: InputSpec['shape']): boolean {
  return (
    shape.length === spec.length && spec.every((length, i) => (length ?? shape[i]) === shape[i])
  );
}

const arrays = {
  float32: Float32Array,
  int32: Int32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const satisfies Record<DataType, unknown>;

/** Of an array; bool has to be told, since it travels as bytes. */
function typeOf(name: string, input: string, data: Feed['data'] | undefined): DataType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Int32Array) return 'int32';
  if (data instanceof Uint8Array) return 'uint8';
  throw unfit(`a type for input ${input} of ${name}`, 'a shape alone');
}

function assertFilled(name: string, input: string, { dtype, shape, data }: TypedTensor): void {
  const size = shape.reduce((product, length) => product * length, 1);
  if (data instanceof arrays[dtype] && data.length === size) return;
  throw unfit(
    `${size} values in a ${arrays[dtype].name} for input ${input} of ${name}`,
    `${data.length} in a ${data.constructor.name}`,
  );
}

function unfit(expected: string, got: string): AppError {
  return new AppError('INTERNAL', `expected ${expected}, got ${got}`, {
    remedy: 'Feed the function what its signature says.',
  });
}
