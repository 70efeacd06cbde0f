import type { Bar } from '../harness/bar.js';
import type { Finding } from '../harness/finding.js';
import type { BenchOptions } from '../options.js';
import { admission } from './admission.js';
import { checkpoint } from './checkpoint.js';
import { dashboard } from './dashboard.js';
import { dataset } from './dataset.js';
import { determinism } from './determinism.js';
import { events } from './events.js';
import { fold } from './fold.js';
import { forecast } from './forecast.js';
import { input } from './input.js';
import { load } from './load.js';
import { packing } from './packing.js';
import { predict } from './predict.js';
import { profile } from './profile.js';
import { startup } from './startup.js';
import { trainStep } from './train-step.js';

export type Benchmark = (
  options: BenchOptions,
  /** Tells what is not compared and why. */
  note: (line: string) => void,
  /** Tells what is held against a bar. */
  hold: (bar: Bar) => void,
) => Promise<Finding[]>;

export const benchmarks: Readonly<Record<string, Benchmark>> = {
  'train-step': trainStep,
  checkpoint,
  fold,
  input,
  predict,
  startup,
  dataset,
  determinism,
  profile,
  dashboard,
  events,
  admission,
  forecast,
  load,
  packing,
};
