import type { Finding } from '../harness/finding.js';
import { nodeSide } from '../harness/side.js';
import { takeTurns, type Contender } from '../harness/take-turns.js';
import { withSides } from '../harness/with-sides.js';
import type { BenchOptions } from '../options.js';
import { stepTask } from './train-step.js';

const defaults = { steps: 1, rounds: 20, warmUps: 3 } as const;

/** What `deterministic: true` costs: our own training step without the switch and with it. */
export async function determinism(options: BenchOptions): Promise<Finding[]> {
  const { backbone, size, batch, threads } = options;
  const task = await stepTask(options);
  const steps = options.steps ?? defaults.steps;
  const ours = nodeSide('train-step');
  const programs = [
    ours,
    { ...ours, name: 'deterministic', environment: { TF_DETERMINISTIC_OPS: '1' } },
  ];
  return withSides(programs, threads, async (sides) => {
    const contenders: Contender[] = [];
    for (const side of sides) {
      const how = await side.ask<string>({ do: 'prepare', ...task });
      contenders.push({ side, how, turn: () => side.ask<number>({ do: 'run', steps }) });
    }
    const rounds = options.rounds ?? defaults.rounds;
    const times = await takeTurns(contenders, { rounds, warmUps: defaults.warmUps });
    const what = `training step, ${backbone}, ${size} px, batch ${batch}, ${steps} a turn, without and with deterministic kernels`;
    return [{ what, imagesPerTurn: batch * steps, sides: times }];
  });
}
