import type { TrainingConfig } from '@crossfold/contracts';
import { randomStream } from '@crossfold/random';

export interface EpochOrderKey {
  readonly seed: number;
  readonly epoch: number;
  /** Class of each image of the training part. */
  readonly labels: ArrayLike<number>;
  readonly sampling: TrainingConfig['sampling'];
}

export interface EpochOrder {
  /** Positions in the training part, as many as it has images. */
  readonly positions: Uint32Array;
  /** How often each image came before in this epoch, so that repeats are not augmented alike. */
  readonly repeats: Uint32Array;
}

/**
 * In which order an epoch shows the training part: each image once, or the classes in turn, so that
 * any as many consecutive images as there are classes with images, counted from the first, hold
 * each once. Rare classes repeat; of frequent ones an epoch shows a part, and another the next time.
 */
export function epochOrder(key: EpochOrderKey): EpochOrder {
  const { seed, epoch, labels, sampling } = key;
  if (sampling === 'balanced') return balancedOrder(key);
  const positions = randomStream(seed, 'shuffle', epoch).permutation(labels.length);
  return { positions, repeats: new Uint32Array(labels.length) };
}

function balancedOrder({ seed, epoch, labels }: EpochOrderKey): EpochOrder {
  const members = membersOfClasses(labels);
  const positions = new Uint32Array(labels.length);
  const repeats = new Uint32Array(labels.length);
  const turns = randomStream(seed, 'class turns', epoch);
  for (let start = 0, round = 0; start < labels.length; start += members.length, round++) {
    turns.permutation(members.length).forEach((turn, i) => {
      if (start + i >= labels.length) return;
      const own = members[turn] as MembersOfClass;
      const repeat = Math.floor(round / own.positions.length);
      const order = shuffledOnce(own, seed, epoch, repeat);
      positions[start + i] = order[round % own.positions.length] as number;
      repeats[start + i] = repeat;
    });
  }
  return { positions, repeats };
}

interface MembersOfClass {
  readonly label: number;
  readonly positions: number[];
  /** The order of each time that the class is gone through. */
  readonly orders: Uint32Array[];
}

function shuffledOnce(own: MembersOfClass, seed: number, epoch: number, repeat: number) {
  const stream = () => randomStream(seed, 'shuffle class', own.label, epoch, repeat);
  own.orders[repeat] ??= stream()
    .permutation(own.positions.length)
    .map((member) => own.positions[member] as number);
  return own.orders[repeat];
}

function membersOfClasses(labels: ArrayLike<number>): MembersOfClass[] {
  const members = new Map<number, MembersOfClass>();
  Array.from(labels).forEach((label, position) => {
    const known = members.get(label) ?? { label, positions: [], orders: [] };
    known.positions.push(position);
    members.set(label, known);
  });
  return [...members.values()].sort((a, b) => a.label - b.label);
}
