import { findArchitecture } from '@crossfold/model';
import type { Finding } from '../harness/finding.js';
import { nodeSide, pythonSide } from '../harness/side.js';
import { takeTurns, type Contender } from '../harness/take-turns.js';
import { withSides } from '../harness/with-sides.js';
import { drawPixels } from '../images.js';
import type { BenchOptions } from '../options.js';
import { findPeers } from '../peers.js';

export interface PredictTask {
  readonly backbone: string;
  readonly preprocessing: string;
  readonly size: number;
  readonly batch: number;
  readonly classes: number;
  readonly members: number;
  readonly images: number;
  /** Path of a file of uint8 [images, size, size, 3]. */
  readonly pixels: string;
}

const members = 5;
const views = 8;
const imagesDrawn = 32;

/** An ensemble with test-time augmentation. A turn is one member on all images in all views. */
export async function predict(options: BenchOptions, note: (line: string) => void) {
  const { backbone, size, batch, threads } = options;
  const { preprocessing } = findArchitecture(backbone);
  const images = options.steps ?? imagesDrawn;
  const task: PredictTask = {
    backbone,
    preprocessing,
    size,
    batch,
    classes: 7,
    members,
    images,
    pixels: await drawPixels(images, size),
  };
  // Only Keras: the weights of the members are of its flavour.
  const peers = await findPeers(['keras'], note);
  const programs = [
    nodeSide('predict'),
    ...peers.map(({ name, python }) => pythonSide(name, python, `predict_${name}`)),
  ];
  return withSides(programs, threads, async (sides): Promise<Finding[]> => {
    const contenders: Contender[] = [];
    for (const side of sides) {
      const how = await side.ask<string>({ do: 'prepare', ...task });
      let turns = 0;
      const turn = () => side.ask<number>({ do: 'run', member: turns++ % members });
      contenders.push({ side, how, turn });
    }
    const rounds = options.rounds ?? 2 * members;
    const times = await takeTurns(contenders, { rounds, warmUps: members });
    const what = `prediction, ${backbone}, ${size} px, ${members} members in turn, ${views} views of ${images} images, batch ${batch}`;
    return [{ what, imagesPerTurn: images * views, sides: times }];
  });
}
