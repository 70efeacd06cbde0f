import { AppError, nearestWord } from '@crossfold/contracts';
import type { Classifier } from '../classifier.js';
import type { Shape } from '../network/network.js';

/** A layer with a map: [height, width, channels]. */
export interface MapLayer {
  readonly name: string;
  readonly shape: readonly [number, number, number];
}

/** @throws AppError REQUEST_INVALID for a layer that the backbone lacks, or one without a map */
export function findMapLayer({ backbone }: Classifier, name: string): MapLayer {
  const node = backbone.nodes.find((candidate) => candidate.name === name);
  if (node && isMap(node.shape)) return { name, shape: node.shape };
  const names = backbone.nodes.filter(({ shape }) => isMap(shape)).map((known) => known.name);
  const nearest = nearestWord(name, names);
  throw new AppError(
    'REQUEST_UNFIT',
    `expected a layer of ${backbone.name} with a feature map, got "${name}"` +
      (nearest ? `; did you mean "${nearest}"?` : ''),
    { remedy: 'Name one of its convolution layers, or none for the last block.' },
  );
}

function isMap(shape: Shape): shape is readonly [number, number, number] {
  return shape.length === 3;
}
