import type { Tf } from '@crossfold/graph/tensorflow';
import type { Preprocessing } from '../../catalogue/architecture.js';

/** Of whom a change is drawn: all that its numbers depend on beside the policy. */
export interface ImageKey {
  readonly seed: number;
  readonly epoch: number;
  /** Image id. */
  readonly sample: string;
  readonly sizePx: number;
}

/**
 * One way to change images in training: an input of the graph, [batch, width], whose rows say how
 * each image is changed. A way that is new draws from a stream of its own, under its own name, so
 * that all others keep their numbers.
 */
export interface Augmentation<Policy> {
  /** Numbers of an image; 0 where the policy does not ask for it: then it is no input at all. */
  width(policy: Policy): number;
  /**
   * The numbers of one image, [width]. They depend on the key alone, never on the order in which
   * images are asked for, nor on what else the policy says.
   */
  draw(key: ImageKey, policy: Policy): readonly number[];
  /**
   * Changes what the network will see; need not be differentiable.
   *
   * @param pixels float32 [batch, size, size, 3], RGB, 0–255
   * @param numbers [batch, width]
   */
  changePixels?(pixels: Tf.Tensor4D, numbers: Tf.Tensor2D): Tf.Tensor4D;
  /**
   * The same behind the preprocessing of the network.
   *
   * @param input float32 [batch, size, size, 3]
   */
  changeInput?(input: Tf.Tensor4D, numbers: Tf.Tensor2D, preprocessing: Preprocessing): Tf.Tensor4D;
}
