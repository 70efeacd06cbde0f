import { expect, it } from 'vitest';
import { choosePrecision, precisionOfGpu } from './precision.js';

it.each([
  ['Volta', 7, 'float16'],
  ['Turing', 7.5, 'float16'],
  ['Ampere', 8, 'bfloat16'],
  ['Hopper', 9, 'bfloat16'],
  ['Pascal', 6.1, 'float32'],
  ['an unknown GPU', null, 'float32'],
])('chooses what %s multiplies', (_, capability, precision) => {
  expect(precisionOfGpu(capability)).toBe(precision);
});

it.each(['float32', 'bfloat16', 'float16'] as const)('takes %s where it is asked for', (wanted) => {
  expect(choosePrecision(wanted)).toBe(wanted);
});
