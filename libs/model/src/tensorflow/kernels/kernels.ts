import { nativeBackend, tf, type NativeBackend, type Tf } from '@crossfold/graph/tensorflow';

/*
 * TensorFlow kernels that tfjs does not offer, as differentiable functions. tfjs spells batch
 * normalisation as a chain of elementwise kernels, which cost several passes over memory; it is a
 * single kernel here.
 */

export interface BatchMoments {
  /** [channels] */
  readonly mean: Tf.Tensor1D;
  /** [channels], unbiased: divided by n − 1. */
  readonly variance: Tf.Tensor1D;
}

/**
 * Batch normalisation with the statistics of the batch (FusedBatchNormV3).
 *
 * @param x [batch, height, width, channels]
 * @param onMoments receives the moments; they are kept and the receiver disposes them
 */
export function batchNormTraining(
  x: Tf.Tensor4D,
  gamma: Tf.Tensor1D,
  beta: Tf.Tensor1D,
  epsilon: number,
  onMoments: (moments: BatchMoments) => void,
): Tf.Tensor4D {
  const normalise = tf.customGrad((...args: unknown[]) => {
    const [input, scale, offset, save] = args as [
      Tf.Tensor4D,
      Tf.Tensor1D,
      Tf.Tensor1D,
      (tensors: Tf.Tensor[]) => void,
    ];
    const backend = nativeBackend();
    const attributes = batchNormAttributes(backend, epsilon);
    const empty = tf.tensor1d([]);
    const [y, mean, variance, ...reserved] = backend.executeMultipleOutputs(
      'FusedBatchNormV3',
      [
        ...attributes,
        { name: 'exponential_avg_factor', type: backend.binding.TF_ATTR_FLOAT, value: 1 },
      ],
      [input, scale, offset, empty, empty],
      6,
    ) as [Tf.Tensor4D, Tf.Tensor1D, Tf.Tensor1D, ...Tf.Tensor[]];
    onMoments({ mean: tf.keep(mean), variance: tf.keep(variance) });
    save([input, scale, ...reserved]);
    return {
      value: y,
      gradFunc: (dy: Tf.Tensor, saved: Tf.Tensor[]) =>
        nativeBackend()
          .executeMultipleOutputs('FusedBatchNormGradV3', attributes, [dy, ...saved], 5)
          .slice(0, 3),
    };
  });
  return normalise(x, gamma, beta) as Tf.Tensor4D;
}

/** [channels] each. */
export interface NormParameters {
  readonly mean: Tf.Tensor1D;
  readonly variance: Tf.Tensor1D;
  readonly gamma: Tf.Tensor1D;
  readonly beta: Tf.Tensor1D;
}

/**
 * Batch normalisation with given statistics. Its only gradient is that of `x`, one product: what it
 * is given otherwise counts as constant.
 *
 * @param x [batch, height, width, channels]
 */
export function batchNormInference(
  x: Tf.Tensor4D,
  { mean, variance, gamma, beta }: NormParameters,
  epsilon: number,
): Tf.Tensor4D {
  const normalise = tf.customGrad((...args: unknown[]) => {
    const [input, save] = args as [Tf.Tensor4D, (tensors: Tf.Tensor[]) => void];
    // Parameters that were uploaded for this pass are gone when it is over, unless they are saved.
    save([gamma, variance]);
    return {
      value: tf.batchNorm4d(input, mean, variance, beta, gamma, epsilon),
      gradFunc: (dy: Tf.Tensor, [scale, spread]: Tf.Tensor[]) =>
        tf.mul(dy, tf.mul(scale as Tf.Tensor, tf.rsqrt(tf.add(spread as Tf.Tensor, epsilon)))),
    };
  });
  return normalise(x) as Tf.Tensor4D;
}

function batchNormAttributes(backend: NativeBackend, epsilon: number) {
  const { binding } = backend;
  return [
    { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'U', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'epsilon', type: binding.TF_ATTR_FLOAT, value: epsilon },
    { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC' },
    { name: 'is_training', type: binding.TF_ATTR_BOOL, value: true },
  ];
}

/**
 * A bias on the last axis (BiasAdd), with BiasAddGrad as its gradient; TensorFlow fuses it with the
 * convolution before and the activation behind.
 *
 * @param x [batch, …, channels]
 * @param bias [channels]
 */
export function addBias<T extends Tf.Tensor>(x: T, bias: Tf.Tensor1D): T {
  const add = tf.customGrad((...args: unknown[]) => {
    const [input, offset] = args as [Tf.Tensor, Tf.Tensor1D];
    const { binding } = nativeBackend();
    const attributes = [
      { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
      { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC' },
    ];
    return {
      value: nativeBackend().executeSingleOutput('BiasAdd', attributes, [input, offset]),
      gradFunc: (dy: Tf.Tensor) => [
        dy.clone(),
        nativeBackend().executeSingleOutput('BiasAddGrad', attributes, [dy]),
      ],
    };
  });
  return add(x, bias) as T;
}

/**
 * Uniform numbers in [0, 1) that depend on the key alone (StatelessRandomUniform).
 *
 * @param key int32 [2]
 */
export function statelessUniform(shape: readonly number[], key: Tf.Tensor1D): Tf.Tensor {
  const backend = nativeBackend();
  const { binding } = backend;
  const type = (name: string, value: number) => ({ name, type: binding.TF_ATTR_TYPE, value });
  return backend.executeSingleOutput(
    'StatelessRandomUniform',
    [type('dtype', binding.TF_FLOAT), type('T', binding.TF_INT32), type('Tseed', binding.TF_INT32)],
    [tf.tensor1d([...shape], 'int32'), key],
  );
}

/**
 * Resamples images bilinearly through projective transforms that map output to input coordinates
 * (ImageProjectiveTransformV3); outside is the reflection of the image. Not differentiable.
 *
 * @param images float32 [batch, height, width, channels]
 * @param transforms float32 [batch, 8]
 */
export function projectiveTransform(images: Tf.Tensor4D, transforms: Tf.Tensor2D): Tf.Tensor4D {
  const backend = nativeBackend();
  const { binding } = backend;
  const [, height, width] = images.shape;
  return backend.executeSingleOutput(
    'ImageProjectiveTransformV3',
    [
      { name: 'dtype', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
      { name: 'interpolation', type: binding.TF_ATTR_STRING, value: 'BILINEAR' },
      { name: 'fill_mode', type: binding.TF_ATTR_STRING, value: 'REFLECT' },
    ],
    [images, transforms, tf.tensor1d([height, width], 'int32'), tf.scalar(0)],
  ) as Tf.Tensor4D;
}

/**
 * Entries of `x` along one axis (GatherV2), or of each row of it by the indices of that row. Not
 * differentiable. `tf.gather` reads the indices back, which no trace allows.
 *
 * @param options.axis of `x` that is indexed
 * @param options.batchDims leading axes that `x` and `indices` share
 */
export function gather(
  x: Tf.Tensor,
  indices: Tf.Tensor,
  { axis, batchDims }: { readonly axis: number; readonly batchDims: number },
): Tf.Tensor {
  const backend = nativeBackend();
  const { binding } = backend;
  const type = (name: string, value: number) => ({ name, type: binding.TF_ATTR_TYPE, value });
  return backend.executeSingleOutput(
    'GatherV2',
    [
      type('Tparams', binding.TF_FLOAT),
      type('Tindices', binding.TF_INT32),
      type('Taxis', binding.TF_INT32),
      { name: 'batch_dims', type: binding.TF_ATTR_INT, value: batchDims },
    ],
    [x, indices, tf.scalar(axis, 'int32')],
  );
}
