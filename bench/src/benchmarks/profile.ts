import type { Finding } from '../harness/finding.js';
import { nodeSide } from '../harness/side.js';
import { withSides } from '../harness/with-sides.js';
import type { BenchOptions } from '../options.js';
import { stepTask } from './train-step.js';

const defaults = { rounds: 10, warmUps: 3 } as const;

/** Where the time of our training step goes, kernel by kernel, as oneDNN tells it. */
export async function profile(
  options: BenchOptions,
  note: (line: string) => void,
): Promise<Finding[]> {
  const { backbone, size, batch, threads } = options;
  const rounds = options.rounds ?? defaults.rounds;
  const task = await stepTask(options);
  const printed: string[] = [];
  const program = {
    ...nodeSide('train-step'),
    environment: { ONEDNN_VERBOSE: 'profile_exec', ONEDNN_VERBOSE_TIMESTAMP: '1' },
    onOutput: (text: string) => printed.push(text),
  };
  return withSides([program], threads, async ([side]) => {
    if (!side) throw new Error('no side');
    const how = await side.ask<string>({ do: 'prepare', ...task });
    await side.ask({ do: 'run', steps: defaults.warmUps });
    const from = Date.now();
    const seconds: number[] = [];
    for (let round = 0; round < rounds; round++) {
      seconds.push(await side.ask<number>({ do: 'run', steps: 1 }));
    }
    const peakRssMib = await side.peakRssMib();
    await side.stop();
    tellShares(readKernels(printed.join(''), from), seconds, note);
    const what = `training step, ${backbone}, ${size} px, batch ${batch}, every kernel of oneDNN printed`;
    return [
      { what, imagesPerTurn: batch, sides: [{ name: 'crossfold', how, seconds, peakRssMib }] },
    ];
  });
}

interface Kernel {
  readonly name: string;
  readonly seconds: number;
}

/** @param from milliseconds since 1970; what was printed before is left out */
function readKernels(text: string, from: number): Kernel[] {
  return text.split('\n').flatMap((line) => {
    const fields = line.split(',');
    const exec = fields.indexOf('exec');
    const at = fields.slice(0, Math.max(exec, 0)).map(Number);
    if (exec < 0 || !at.some((value) => value >= from)) return [];
    const [primitive = '', implementation = '', pass = ''] = fields.slice(exec + 2);
    const name = [primitive, pass === 'undef' ? '' : pass, implementation].filter(Boolean);
    return [{ name: name.join(' '), seconds: Number(fields.at(-1)) / 1000 }];
  });
}

function tellShares(
  kernels: readonly Kernel[],
  steps: readonly number[],
  note: (line: string) => void,
): void {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const total = sum(kernels.map(({ seconds }) => seconds));
  const names = [...new Set(kernels.map(({ name }) => name))];
  const rows = names.map((name) => {
    const own = kernels.filter((kernel) => kernel.name === name);
    return { name, calls: own.length, seconds: sum(own.map(({ seconds }) => seconds)) };
  });
  for (const { name, calls, seconds } of rows.sort((a, b) => b.seconds - a.seconds)) {
    const share = `${((100 * seconds) / total).toFixed(1)} %`.padStart(7);
    note(`${share} ${(calls / steps.length).toFixed(0).padStart(4)} calls a step: ${name}`);
  }
  const ofKernels = (total / steps.length).toFixed(3);
  const ofStep = (sum(steps) / steps.length).toFixed(3);
  note(`oneDNN's kernels: ${ofKernels} s a step, some at the same time; a step: ${ofStep} s`);
}
