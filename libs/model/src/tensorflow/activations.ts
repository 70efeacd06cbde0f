import { nativeBackend, tf, type Tf } from '@crossfold/graph/tensorflow';
import type { Activation } from '../network/network.js';

/*
 * Activations with TensorFlow's own gradient kernels, or with one formula where there is none. tfjs
 * spells most of these gradients as chains of elementwise kernels that cost several passes over
 * memory, or keeps more of the forward pass than is needed.
 */

/** The output of an activation, what its gradient needs, and the gradient from that. */
interface ActivationKernels {
  readonly run: (x: Tf.Tensor) => { readonly y: Tf.Tensor; readonly saved: Tf.Tensor[] };
  readonly gradient: (dy: Tf.Tensor, saved: readonly Tf.Tensor[]) => Tf.Tensor;
}

const kernels = {
  relu: {
    run: (x) => fromOutput(tf.relu(x)),
    gradient: (dy, [y]) => gradientKernel('ReluGrad', [dy, y as Tf.Tensor]),
  },
  relu6: {
    run: (x) => fromOutput(tf.relu6(x)),
    gradient: (dy, [y]) => gradientKernel('Relu6Grad', [dy, y as Tf.Tensor]),
  },
  sigmoid: {
    run: (x) => fromOutput(tf.sigmoid(x)),
    gradient: (dy, [y]) => gradientKernel('SigmoidGrad', [y as Tf.Tensor, dy]),
  },
  /** x·σ(x); its slope is σ(x) + y·(1 − σ(x)). */
  swish: {
    run: (x) => {
      const gate = tf.sigmoid(x);
      const y = tf.mul(x, gate);
      return { y, saved: [gate, y] };
    },
    gradient: (dy, saved) => {
      const [gate, y] = saved as [Tf.Tensor, Tf.Tensor];
      return tf.mul(dy, tf.add(gate, tf.mul(y, tf.sub(1, gate))));
    },
  },
  /** x·Φ(x) with the exact normal distribution; its slope is Φ(x) + x·φ(x). */
  gelu: {
    run: (x) => ({ y: tf.mul(x, normalCdf(x)), saved: [x] }),
    gradient: (dy, saved) => {
      const [x] = saved as [Tf.Tensor];
      const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return tf.mul(dy, tf.add(normalCdf(x), tf.mul(x, density)));
    },
  },
} as const satisfies Record<Activation, ActivationKernels>;

export function activate(x: Tf.Tensor, activation: Activation): Tf.Tensor {
  const { run, gradient }: ActivationKernels = kernels[activation];
  const differentiable = tf.customGrad((...args: unknown[]) => {
    const [input, save] = args as [Tf.Tensor, (tensors: Tf.Tensor[]) => void];
    const { y, saved } = run(input);
    save(saved);
    return { value: y, gradFunc: (dy: Tf.Tensor, kept: Tf.Tensor[]) => gradient(dy, kept) };
  });
  return differentiable(x);
}

function fromOutput(y: Tf.Tensor) {
  return { y, saved: [y] };
}

function gradientKernel(name: string, inputs: Tf.Tensor[]): Tf.Tensor {
  const backend = nativeBackend();
  const { binding } = backend;
  const type = { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
  return backend.executeSingleOutput(name, [type], inputs);
}

function normalCdf(x: Tf.Tensor): Tf.Tensor {
  return tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
}
