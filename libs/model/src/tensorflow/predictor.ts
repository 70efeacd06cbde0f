import type { Classifier } from '../classifier.js';
import type { TensorMap } from '../weights/tensor-map.js';
import { tf, type Tf } from './backend.js';
import { forward } from './forward.js';
import { prepareImages } from './image-input.js';

export type TestTimeAugmentation = 'none' | 'dihedral8';

export interface Predictor {
  readonly classes: number;
  /**
   * Class probabilities of images. With several views, the mean of their probabilities.
   *
   * @param images uint8 [count, size, size, 3], RGB
   * @returns [count, classes]
   */
  predict(images: Uint8Array, count: number, augmentation: TestTimeAugmentation): Float32Array;
  dispose(): void;
}

/** A classifier with fixed parameters. */
export function createPredictor(classifier: Classifier, tensors: TensorMap): Predictor {
  const parameters = uploadParameters(classifier, tensors);
  const { imageSizePx } = classifier;

  function probabilities(pixels: Tf.Tensor4D): Tf.Tensor2D {
    const input = prepareImages(pixels, classifier.preprocessing, null);
    const lookup = (name: string) => parameters.get(name) as Tf.Tensor;
    const features = forward(classifier.backbone, lookup, input, null);
    return tf.softmax(forward(classifier.head, lookup, features, null) as Tf.Tensor2D);
  }

  return {
    classes: classifier.head.outputShape[0],
    predict: (images, count, augmentation) =>
      tf.tidy(() => {
        const pixels = tf.tensor4d(images, [count, imageSizePx, imageSizePx, 3], 'int32');
        const views = augmentation === 'dihedral8' ? dihedralViews : [identity];
        const sum = views
          .map((view) => tf.tidy(() => probabilities(view(pixels))))
          .reduce((total, next) => tf.add(total, next));
        return Float32Array.from(tf.div(sum, views.length).dataSync());
      }) as unknown as Float32Array,
    dispose: () => tf.dispose([...parameters.values()]),
  };
}

function uploadParameters(classifier: Classifier, tensors: TensorMap): Map<string, Tf.Tensor> {
  const parameters = [...classifier.backbone.parameters, ...classifier.head.parameters];
  return new Map(
    parameters.map(({ name, shape }) => {
      const value = tensors.get(name);
      if (!value) throw new Error(`no value for parameter ${name}`);
      return [name, tf.tensor(value.data, [...shape])];
    }),
  );
}

type View = (images: Tf.Tensor4D) => Tf.Tensor4D;

const identity: View = (images) => images;
const flip: View = (images) => tf.reverse4d(images, 2);
const flop: View = (images) => tf.reverse4d(images, 1);
const transpose: View = (images) => tf.transpose(images, [0, 2, 1, 3]);

/** The eight symmetries of a square image. */
const dihedralViews: readonly View[] = [
  identity,
  flip,
  flop,
  (images) => flip(flop(images)),
  transpose,
  (images) => flip(transpose(images)),
  (images) => flop(transpose(images)),
  (images) => flip(flop(transpose(images))),
];
