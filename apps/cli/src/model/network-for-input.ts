import { AppError, nearestWord } from '@crossfold/contracts';
import { findArchitecture, type Network, type NetworkNode } from '@crossfold/model';

/**
 * The network of an architecture for an input of this shape.
 *
 * @throws AppError REQUEST_INVALID
 */
export function networkFor(name: string, shape: readonly number[]): Network {
  const { build, minImageSizePx } = findArchitecture(name);
  const [batch = 0, height = 0, width = 0, channels = 0] = shape;
  const isSquareRgb = shape.length === 4 && height === width && channels === 3;
  if (!isSquareRgb || batch < 1 || height < minImageSizePx) {
    throw new AppError(
      'REQUEST_INVALID',
      `expected an input of shape [batch, size, size, 3] with at least ${minImageSizePx} px for ${name}, got [${shape.join(', ')}]`,
      { remedy: 'Give prepared square images in NHWC order.' },
    );
  }
  return build({ imageSizePx: height, batchNormMomentum: null });
}

/** @throws AppError NOT_FOUND */
export function nodeNamed(network: Network, name: string): NetworkNode {
  const found = network.nodes.find((node) => node.name === name);
  if (found) return found;
  const names = network.nodes.map((node) => node.name);
  const nearest = nearestWord(name, names);
  throw new AppError(
    'NOT_FOUND',
    `expected a layer of ${network.name}, got "${name}"` +
      (nearest ? `; did you mean "${nearest}"?` : ''),
    { remedy: `The last ones are ${names.slice(-6).join(', ')}.` },
  );
}
