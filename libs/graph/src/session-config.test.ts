import { expect, it } from 'vitest';
import { encodeSessionConfig } from './session-config.js';

it('writes a limit of memory as TensorFlow 2.21 does in Python', () => {
  // ConfigProto(gpu_options={'allow_growth': True, 'experimental': {'virtual_devices': [
  //   {'memory_limit_mb': [34918]}]}}).SerializeToString(deterministic=True).hex()
  const bytes = encodeSessionConfig({ gpuMemoryMib: 34_918 });
  expect(Buffer.from(bytes).toString('hex')).toBe('320c20014a080a060a0400660847');
});
