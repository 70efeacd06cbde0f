import type { Finding, SideTimes } from '../harness/finding.js';
import { nodeSide, pythonSide, startSide, type Side, type SideProgram } from '../harness/side.js';
import type { BenchOptions } from '../options.js';
import { findPeers } from '../peers.js';
import { stepTask } from './train-step.js';

const moments = ['ready', 'first', 'next'] as const;
type Moment = (typeof moments)[number];

const titles = {
  ready: 'from the start of the process until its libraries are loaded',
  first: 'from there until the first training step of a new network is done',
  next: 'the same again in the same process, as the next trial',
} as const satisfies Record<Moment, string>;

/** What comes before the first step. Each turn is a process of its own. */
export async function startup(options: BenchOptions, note: (line: string) => void) {
  const { backbone, size, batch, threads } = options;
  const task = await stepTask(options);
  const programs: SideProgram[] = [nodeSide('train-step')];
  for (const { name, python } of await findPeers(options.peers, note)) {
    programs.push(pythonSide(name, python, `train_step_${name}`));
  }
  const runs = programs.map(({ name }) => ({
    name,
    how: '',
    peaks: [] as number[],
    turns: [] as Record<Moment, number>[],
  }));
  for (let round = 0; round < (options.rounds ?? 3); round++) {
    for (const [index, program] of programs.entries()) {
      const startedAt = performance.now();
      const side = startSide(program, threads);
      try {
        await side.ask({ do: 'hello' });
        const ready = (performance.now() - startedAt) / 1000;
        const first = await firstStep(side, task);
        const next = await firstStep(side, task);
        const run = runs[index];
        if (!run) continue;
        run.how = first.how;
        run.turns.push({ ready, first: first.seconds, next: next.seconds });
        run.peaks.push(await side.peakRssMib());
      } finally {
        await side.stop();
      }
    }
  }
  return moments.map((moment): Finding => {
    const [ours, ...peers] = runs.map(({ name, how, peaks, turns }): SideTimes => ({
      name,
      how,
      seconds: turns.map((turn) => turn[moment]),
      peakRssMib: Math.max(...peaks),
    }));
    if (!ours) throw new Error('nobody started');
    const what = `start, ${backbone}, ${size} px, batch ${batch}: ${titles[moment]}`;
    return { what, imagesPerTurn: null, sides: [ours, ...peers] };
  });
}

async function firstStep(side: Side, task: object): Promise<{ how: string; seconds: number }> {
  const startedAt = performance.now();
  const how = await side.ask<string>({ do: 'prepare', ...task });
  await side.ask({ do: 'run', steps: 1 });
  return { how, seconds: (performance.now() - startedAt) / 1000 };
}
