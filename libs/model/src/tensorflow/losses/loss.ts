import type { Tf } from '@crossfold/graph/tensorflow';

/** One loss with its options, without what all losses share: class weights, mixing, reduction. */
export interface Loss {
  /**
   * What it knows of each class beside the weights, from the images of each class in the training
   * part: [classes] to [classes]. It goes into the graph with each call, so that trials on other
   * images share one. Null for a loss that asks for nothing.
   */
  readonly classShifts: ((counts: ArrayLike<number>) => Float32Array) | null;
  /**
   * The loss of each image before weights, [batch], in operations that have a gradient; both are
   * finite for logits up to 1e4.
   */
  perImage(seen: SeenBatch): Tf.Tensor1D;
}

/** A batch as a loss sees it. */
export interface SeenBatch {
  /** [batch, classes] */
  readonly logits: Tf.Tensor2D;
  /** The true class, [batch, classes]. */
  readonly oneHot: Tf.Tensor2D;
  /** What `classShifts` gave, [classes]. */
  readonly shifts: Tf.Tensor1D | null;
}
