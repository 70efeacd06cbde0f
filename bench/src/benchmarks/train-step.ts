import { findArchitecture } from '@crossfold/model';
import type { Finding } from '../harness/finding.js';
import { nodeSide, pythonSide, type Side } from '../harness/side.js';
import { takeTurns, type Contender } from '../harness/take-turns.js';
import { withSides } from '../harness/with-sides.js';
import { drawPixels } from '../images.js';
import type { BenchOptions } from '../options.js';
import { findPeers, type Peer } from '../peers.js';

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
}

const classWeights = [4.4, 2.8, 1.3, 12.4, 1.3, 0.2, 10];
const batchesHeld = 4;
const defaults = { steps: 1, rounds: 24, warmUps: 3 } as const;

/** One training step of a whole network on a batch in memory. */
export async function trainStep(options: BenchOptions, note: (line: string) => void) {
  const { backbone, size, batch, threads } = options;
  const task = await stepTask(options);
  const steps = options.steps ?? defaults.steps;
  const peers = await findPeers(options.peers, note);
  return withSides(programs(peers), threads, async (sides): Promise<Finding[]> => {
    const contenders: Contender[] = [];
    for (const side of sides) {
      const prepared = await prepare(side, task, note);
      if (prepared !== null) contenders.push({ side, how: prepared, turn: turnOf(steps) });
    }
    const times = await takeTurns(contenders, {
      rounds: options.rounds ?? defaults.rounds,
      warmUps: defaults.warmUps,
    });
    const what = `training step, ${backbone}, ${size} px, batch ${batch}, ${steps} a turn`;
    return [{ what, imagesPerTurn: batch * steps, sides: times }];
  });
}

export async function stepTask(options: BenchOptions): Promise<StepTask> {
  const { backbone, size, batch, threads } = options;
  const { preprocessing } = findArchitecture(backbone);
  const images = batch * batchesHeld;
  return {
    ...{ backbone, preprocessing, size, batch, threads, classWeights },
    pixels: await drawPixels(images, size),
    labels: Array.from({ length: images }, (_, i) => i % classWeights.length),
  };
}

function programs(peers: readonly Peer[]) {
  return [
    nodeSide('train-step'),
    ...peers.map(({ name, python }) => pythonSide(name, python, `train_step_${name}`)),
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
