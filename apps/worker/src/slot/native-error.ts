import { AppError, toAppError, type ErrorCode } from '@crossfold/contracts';

/** What native libraries say only in words, as TensorFlow 2 and CUDA 12 word it; status 1 of oneDNN is `dnnl_out_of_memory`. */
const patterns: readonly (readonly [ErrorCode, RegExp])[] = [
  [
    'OUT_OF_MEMORY',
    /RESOURCE_EXHAUSTED|OOM when allocating|failed to allocate|out of memory|OUT_OF_MEMORY|bad_alloc|Array buffer allocation failed|received an exception:\s*Status: 1,/i,
  ],
  [
    'DEVICE_LOST',
    /CUDA_ERROR_(?!OUT_OF_MEMORY|NO_DEVICE)|CUDNN_STATUS_(EXECUTION_FAILED|INTERNAL_ERROR)|device-side assert|fallen off the bus|GPU is lost|device lost/i,
  ],
];

/** An error of a task, named where only its words say what it is. */
export function nameNativeError(thrown: unknown): AppError {
  const error = toAppError(thrown);
  if (error.code !== 'INTERNAL') return error;
  const found = patterns.find(([, pattern]) => pattern.test(error.message));
  return found ? new AppError(found[0], error.message, { cause: thrown }) : error;
}

/** An error of loading TensorFlow or sharp: it is the machine's, not the task's. */
export function nameLoadError(thrown: unknown): AppError {
  const { message } = toAppError(thrown);
  return new AppError(
    'TENSORFLOW_UNAVAILABLE',
    `expected the native libraries of this worker to load, got: ${message.split('\n')[0] ?? ''}`,
    { cause: thrown },
  );
}
