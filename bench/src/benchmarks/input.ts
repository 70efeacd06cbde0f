import type { Finding } from '../harness/finding.js';
import { nodeSide, pythonSide } from '../harness/side.js';
import { takeTurns, type Contender } from '../harness/take-turns.js';
import { withSides } from '../harness/with-sides.js';
import { drawImages } from '../images.js';
import type { BenchOptions } from '../options.js';
import { findPeers } from '../peers.js';

export interface InputTask {
  /** Paths of JPEG files, 600×450 pixels. */
  readonly files: readonly string[];
  /** Side of the square that each is resized to. */
  readonly size: number;
  readonly batch: number;
  readonly threads: number;
}

const imagesDrawn = 240;
const defaults = { rounds: 8, warmUps: 1 } as const;
const passes = { first: 'first pass over JPEG files', later: 'later pass' } as const;

/** Images from files to batches in memory: the first time, and every time after. */
export async function input(options: BenchOptions, note: (line: string) => void) {
  const { size, batch, threads } = options;
  const { files } = await drawImages(options.steps ?? imagesDrawn);
  const task: InputTask = { files, size, batch, threads };
  const peers = await findPeers(options.peers, note);
  const programs = [
    nodeSide('input'),
    ...peers.map(({ name, python }) => pythonSide(name, python, `input_${name}`)),
  ];
  return withSides(programs, threads, async (sides) => {
    const hows: string[] = [];
    for (const side of sides) hows.push(await side.ask<string>({ do: 'prepare', ...task }));
    const findings: Finding[] = [];
    for (const [pass, title] of Object.entries(passes)) {
      const contenders = sides.map((side, i): Contender => ({
        side,
        how: hows[i] ?? '',
        turn: () => side.ask<number>({ do: pass }),
      }));
      const rounds = options.rounds ?? defaults.rounds;
      const times = await takeTurns(contenders, { rounds, warmUps: defaults.warmUps });
      const what = `input, ${title}, ${files.length} images, ${size} px, batch ${batch}`;
      findings.push({ what, imagesPerTurn: files.length, sides: times });
    }
    for (const side of sides) await side.ask({ do: 'finish' });
    return findings;
  });
}
