import { findArchitecture } from '@crossfold/model';
import type { Finding } from '../harness/finding.js';
import { nodeSide, pythonSide, type Side, type SideProgram } from '../harness/side.js';
import { takeTurns, type Contender } from '../harness/take-turns.js';
import { withSides } from '../harness/with-sides.js';
import { drawPixels } from '../images.js';
import type { BenchOptions } from '../options.js';
import { findPeers } from '../peers.js';

/** What each side needs to know to take the same steps. */
export interface StepTask {
  readonly backbone: string;
  readonly preprocessing: string;
  readonly size: number;
  readonly batch: number;
  readonly threads: number;
  /** Path of a file of uint8 [labels, size, size, 3]. */
  readonly pixels: string;
  readonly labels: readonly number[];
  readonly classWeights: readonly number[];
  readonly precision: BenchOptions['precision'];
}

const classWeights = [4.4, 2.8, 1.3, 12.4, 1.3, 0.2, 10];
const batchesHeld = 4;
const defaults = { steps: 1, rounds: 24, warmUps: 3 } as const;

/** One training step of a whole network on a batch in memory. */
export async function trainStep(options: BenchOptions, note: (line: string) => void) {
  const { backbone, size, batch, threads } = options;
  const task = await stepTask(options);
  const steps = options.steps ?? defaults.steps;
  const programs = await programsFor(options, note);
  return withSides(programs, threads, async (sides): Promise<Finding[]> => {
    const contenders: Contender[] = [];
    for (const side of sides) {
      const isFull = side.name === fullPrecision;
      const own = isFull ? { ...task, precision: 'float32' as const } : task;
      const prepared = await prepare(side, own, note);
      if (prepared !== null) contenders.push({ side, how: prepared, turn: turnOf(steps) });
    }
    const times = await takeTurns(contenders, {
      rounds: options.rounds ?? defaults.rounds,
      warmUps: defaults.warmUps,
    });
    const what = `training step, ${backbone}, ${size} px, batch ${batch}, ${options.precision}, ${steps} a turn`;
    return [{ what, imagesPerTurn: batch * steps, sides: times }];
  });
}

export async function stepTask(options: BenchOptions): Promise<StepTask> {
  const { backbone, size, batch, threads, precision } = options;
  const { preprocessing } = findArchitecture(backbone);
  const images = batch * batchesHeld;
  return {
    backbone,
    preprocessing,
    size,
    batch,
    threads,
    classWeights,
    precision,
    pixels: await drawPixels(images, size),
    labels: Array.from({ length: images }, (_, i) => i % classWeights.length),
  };
}

/** Ours, which others are compared with where it computes in fewer bits. */
const fullPrecision = 'crossfold in float32';

async function programsFor(
  { peers, precision }: BenchOptions,
  note: (line: string) => void,
): Promise<SideProgram[]> {
  const ours = nodeSide('train-step');
  const found = await findPeers(peers, note);
  return [
    ours,
    ...found.map(({ name, python }) => pythonSide(name, python, `train_step_${name}`)),
    ...(precision === 'float32' ? [] : [{ ...ours, name: fullPrecision }]),
  ];
}

/** @returns how the side does it; null when it has no such backbone */
async function prepare(side: Side, task: StepTask, note: (line: string) => void) {
  const how = await side.ask<string | null>({ do: 'prepare', ...task });
  if (how === null) note(`${side.name} has no ${task.backbone}: not compared`);
  return how;
}

function turnOf(steps: number) {
  return (side: Side) => side.ask<number>({ do: 'run', steps });
}
