import type { Finding } from '../harness/finding.js';
import type { BenchOptions } from '../options.js';
import { trainStep } from './train-step.js';

export type Benchmark = (
  options: BenchOptions,
  /** Tells what is not compared and why. */
  note: (line: string) => void,
) => Promise<Finding[]>;

export const benchmarks: Readonly<Record<string, Benchmark>> = {
  'train-step': trainStep,
};
