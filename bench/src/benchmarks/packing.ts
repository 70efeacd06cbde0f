import type { Finding } from '../harness/finding.js';
import { nodeSide, startSide, type Side, type SideRequest } from '../harness/side.js';
import { takeTurns, type Contender } from '../harness/take-turns.js';
import type { BenchOptions } from '../options.js';
import { stepTask } from './train-step.js';

/** Networks at their usual sizes, and the steps of one of two trials in a turn: a second or so. */
const networks = [
  { backbone: 'tiny', size: 32, batch: 16, steps: 80 },
  { backbone: 'mobilenet', size: 96, batch: 16, steps: 10 },
  { backbone: 'resnet50', size: 96, batch: 16, steps: 3 },
] as const;

/** Trials at once on the cores of the machine, with so many threads each. */
const packings = [
  { trials: 1, threads: 2 },
  { trials: 2, threads: 1 },
  { trials: 2, threads: 2 },
] as const;

const defaults = { rounds: 12, warmUps: 1 } as const;

/**
 * What two cores do best with: one trial of two threads, two of one, or two of two. In a turn all do as
 * many steps together, and it ends with the last.
 */
export async function packing(options: BenchOptions): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const network of networks) findings.push(await packNetwork({ ...options, ...network }));
  return findings;
}

async function packNetwork(options: BenchOptions & { readonly steps: number }): Promise<Finding> {
  const { backbone, size, batch, steps } = options;
  const task = await stepTask(options);
  const images = 2 * steps * batch;
  const sides = packings.map(({ trials, threads }) => startTrials(trials, threads));
  try {
    const contenders: Contender[] = [];
    for (const [i, side] of sides.entries()) {
      const how = await side.ask<string>({ do: 'prepare', ...task });
      const share = (2 * steps) / (packings[i]?.trials ?? 1);
      contenders.push({ side, how, turn: () => side.ask<number>({ do: 'run', steps: share }) });
    }
    const rounds = options.rounds ?? defaults.rounds;
    const times = await takeTurns(contenders, { rounds, warmUps: defaults.warmUps });
    const what = `training steps, ${backbone}, ${size} px, batch ${batch}, ${2 * steps} a turn`;
    return { what, imagesPerTurn: images, sides: times };
  } finally {
    await Promise.all(sides.map((side) => side.stop()));
  }
}

/** Processes that are asked the same at once, as one side: its answer is the last one's. */
function startTrials(trials: number, threads: number): Side {
  const program = nodeSide('train-step');
  // Slots set no other number of threads.
  const environment = { TF_NUM_INTEROP_THREADS: undefined, OMP_NUM_THREADS: undefined };
  const sides = Array.from({ length: trials }, () =>
    startSide({ ...program, environment }, threads),
  );
  return {
    name: `${trials} × ${threads} thread(s)`,
    async ask<Answer>(request: SideRequest) {
      const answers = await Promise.all(sides.map((side) => side.ask<Answer>(request)));
      return answers.reduce((last, answer) => (answer > last ? answer : last));
    },
    async peakRssMib() {
      const peaks = await Promise.all(sides.map((side) => side.peakRssMib()));
      return peaks.reduce((sum, peak) => sum + peak, 0);
    },
    async stop() {
      await Promise.all(sides.map((side) => side.stop()));
    },
  };
}
