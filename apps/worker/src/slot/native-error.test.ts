import { AppError } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { nameLoadError, nameNativeError } from './native-error.js';

describe('nameNativeError', () => {
  it.each([
    ['OOM when allocating tensor with shape[256,112,112,64] and type float', 'OUT_OF_MEMORY'],
    ['RESOURCE_EXHAUSTED: failed to allocate memory', 'OUT_OF_MEMORY'],
    ['CUDA_ERROR_OUT_OF_MEMORY: out of memory', 'OUT_OF_MEMORY'],
    ['std::bad_alloc', 'OUT_OF_MEMORY'],
    ['Array buffer allocation failed', 'OUT_OF_MEMORY'],
    [
      'Operation received an exception:Status: 1, message: could not create a primitive',
      'OUT_OF_MEMORY',
    ],
    [
      'Operation received an exception:Status: 3, message: could not create a primitive',
      'INTERNAL',
    ],
    ['CUDA_ERROR_LAUNCH_FAILED: unspecified launch failure', 'DEVICE_LOST'],
    ['CUDA_ERROR_ECC_UNCORRECTABLE', 'DEVICE_LOST'],
    ['CUDNN_STATUS_EXECUTION_FAILED', 'DEVICE_LOST'],
    ['cannot read properties of undefined', 'INTERNAL'],
  ])('names "%s" %s', (message, code) => {
    expect(nameNativeError(new Error(message))).toMatchObject({ code, message });
  });

  it('leaves an error that has its name', () => {
    const named = new AppError('TRIAL_DIVERGED', 'expected a loss, got out of memory');
    expect(nameNativeError(named)).toBe(named);
  });
});

it('takes what does not load for a fault of the machine', () => {
  const missing = new Error('libtensorflow.so.2: cannot open shared object file\nRequire stack:');
  expect(nameLoadError(missing)).toMatchObject({
    code: 'TENSORFLOW_UNAVAILABLE',
    message: expect.not.stringContaining('Require stack') as string,
  });
});
