import { createRequire } from 'node:module';
import util from 'node:util';
import { AppError } from '@crossfold/contracts';
import type * as Tf from '@tensorflow/tfjs-node-gpu';
import { sessionConfigVariable } from '../session-config.js';

export type { Tf };

export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** What tfjs-node's backend offers beyond the kernels that tfjs knows: any TensorFlow operation. */
export interface NativeBackend {
  readonly binding: Readonly<Record<AttributeType | DataType, number>> & NativeBinding;
  executeSingleOutput(name: string, attributes: OpAttribute[], inputs: Tf.Tensor[]): Tf.Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: OpAttribute[],
    inputs: Tf.Tensor[],
    outputs: number,
  ): Tf.Tensor[];
  readSync(dataId: object): NumericArray | Uint8Array[];
  /** Where the data of a tensor are: uploaded under a number, or values still to be uploaded. */
  readonly tensorMap: { get(dataId: object): TensorEntry };
}

interface TensorEntry {
  readonly shape: number[];
  readonly dtype: number;
  /** −1 while it is not uploaded. */
  id: number;
  values: NumericArray | null;
}

type NumericArray = Float32Array | Int32Array | Uint8Array;

/** The C++ side: tensors and loaded graphs by number. Its errors are plain ones. */
interface NativeBinding {
  readonly TF_Version: string;
  isUsingGpuDevice(): boolean;
  /** The tensor may share the array's memory until it is deleted. */
  createTensor(shape: number[], dtype: number, data: NumericArray): number;
  deleteTensor(id: number): void;
  /** A copy. */
  tensorDataSync(id: number): NumericArray;
  /** @param tags separated by commas */
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  /** @param inputs and outputs as `node:index`, separated by commas */
  runSavedModel(
    id: number,
    tensors: number[],
    inputs: string,
    outputs: string,
  ): { readonly id: number; readonly shape: number[]; readonly dtype: number }[];
}

type AttributeType =
  | 'TF_ATTR_INT'
  | 'TF_ATTR_FLOAT'
  | 'TF_ATTR_BOOL'
  | 'TF_ATTR_STRING'
  | 'TF_ATTR_TYPE'
  | 'TF_ATTR_SHAPE';
type DataType = 'TF_FLOAT' | 'TF_INT32' | 'TF_UINT8' | 'TF_BOOL';

/**
 * TensorFlow.js on the native library. oneDNN is off by default on some CPUs and the library reads
 * the switch when it loads, so it is set before; a value from outside wins.
 */
export const tf = loadTensorflow();

/** TensorFlow reads it when it loads. The bits of a result depend on no other number of threads. */
const loadedThreads = Number(process.env['TF_NUM_INTRAOP_THREADS']) || undefined;

export function nativeBackend(): NativeBackend {
  return tf.backend() as unknown as NativeBackend;
}

export interface BackendInfo {
  readonly tfjs: string;
  readonly tensorflow: string;
  readonly device: 'cpu' | 'gpu';
  /** For one operation, as it was told when it loaded; undefined for one for each core. */
  readonly threads: number | undefined;
}

export function describeBackend(): BackendInfo {
  const { binding } = nativeBackend();
  return {
    tfjs: tf.version['tfjs'],
    tensorflow: binding.TF_Version,
    device: binding.isUsingGpuDevice() ? 'gpu' : 'cpu',
    threads: loadedThreads,
  };
}

function loadTensorflow(): typeof Tf {
  process.env['TF_ENABLE_ONEDNN_OPTS'] ??= '1';
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  replaceDeprecatedNodeFunctions();
  const library = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu') as typeof Tf;
  assertConfigTaken();
  library.enableProdMode();
  return library;
}

/** A limit of memory that is not kept takes memory from others. */
function assertConfigTaken(): void {
  if (process.env[sessionConfigVariable] === undefined) return;
  throw new AppError(
    'TENSORFLOW_UNAVAILABLE',
    'expected a binding of TensorFlow that keeps limits of memory, got one that was not built here',
    {
      remedy:
        'Run "crossfold setup" where Python, pip and a C++ compiler are; or leave out CROSSFOLD_SLOTS_PER_GPU and CROSSFOLD_DEVICE_MEMORY_GB.',
    },
  );
}

/**
 * tfjs-node calls two functions of `util` that Node 22 warns of and later versions lack. They are
 * replaced by ones that do the same.
 */
function replaceDeprecatedNodeFunctions(): void {
  const legacy = util as {
    isNullOrUndefined: (value: unknown) => boolean;
    isArray: (value: unknown) => boolean;
  };
  legacy.isNullOrUndefined = (value) => value === null || value === undefined;
  legacy.isArray = (value) => Array.isArray(value);
}
