import type { Preprocessing } from '../catalogue/architecture.js';
import { imagenetDeviation, imagenetMean } from '../catalogue/imagenet.js';

/** All that lies between an image file and the answer, for programs that have only the model. */
export interface InputDescription {
  readonly version: 1;
  readonly image: {
    /** The library, with its version, that decodes and resizes. */
    readonly decoder: string;
    readonly orientation: 'upright, by EXIF';
    readonly transparency: 'on white';
    readonly colour: 'sRGB, 8 bits a channel';
    /** The part that is seen; all but `full` need the mask of the region. */
    readonly region: string;
  };
  readonly resize: {
    readonly widthPx: number;
    readonly heightPx: number;
    readonly rule: 'squeeze the whole image to this size, whatever its aspect; nothing is cropped or padded';
    readonly crop: null;
    readonly padding: null;
    readonly kernel: 'cubic (Catmull-Rom), antialiased';
    readonly jpeg: 'decoded at 1/2, 1/4 or 1/8 where the shorter side is at least 4, 8 or 16 times as long as the result';
  };
  readonly tensor: {
    readonly layout: '[batch, height, width, channel]';
    readonly type: 'float32';
    readonly colourOrder: 'RGB' | 'BGR';
    /** (pixel × scale − mean) / standard deviation, channel by channel in this order. */
    readonly scale: number;
    readonly mean: readonly number[];
    readonly standardDeviation: readonly number[];
  };
  readonly output: {
    readonly kind: 'logits' | 'features';
    readonly activation: 'softmax' | null;
    /** In the order of the output; none of features. */
    readonly classes: readonly string[];
    /** Fitted on inner validation; not part of the model, and not needed for the class. */
    readonly temperature: ExportedTemperature | null;
  };
}

export interface ExportedTemperature {
  /** What logits are divided by before the softmax. */
  readonly value: number;
  /** Whether it is no bound of the fit, and made neither ECE nor NLL of the outer fold worse. */
  readonly helped: boolean;
}

const tensors = {
  caffe: {
    colourOrder: 'BGR',
    scale: 1,
    mean: [103.939, 116.779, 123.68],
    standardDeviation: [1, 1, 1],
  },
  symmetric: {
    colourOrder: 'RGB',
    scale: 1 / 127.5,
    mean: [1, 1, 1],
    standardDeviation: [1, 1, 1],
  },
  torch: {
    colourOrder: 'RGB',
    scale: 1 / 255,
    mean: [...imagenetMean],
    standardDeviation: [...imagenetDeviation],
  },
  none: {
    colourOrder: 'RGB',
    scale: 1,
    mean: [0, 0, 0],
    standardDeviation: [1, 1, 1],
  },
} as const satisfies Record<Preprocessing, Omit<InputDescription['tensor'], 'layout' | 'type'>>;

/**
 * @param sizePx side of the square that the network takes
 * @param decoder the library that made the images which the model was trained on
 */
export function describeInput(
  preprocessing: Preprocessing,
  sizePx: number,
  decoder: string,
  output: { readonly region: string; readonly classes: readonly string[] } & Pick<
    InputDescription['output'],
    'kind' | 'temperature'
  >,
): InputDescription {
  const { region, kind, classes, temperature } = output;
  return {
    version: 1,
    image: {
      decoder,
      region,
      orientation: 'upright, by EXIF',
      transparency: 'on white',
      colour: 'sRGB, 8 bits a channel',
    },
    resize: {
      widthPx: sizePx,
      heightPx: sizePx,
      crop: null,
      padding: null,
      rule: 'squeeze the whole image to this size, whatever its aspect; nothing is cropped or padded',
      kernel: 'cubic (Catmull-Rom), antialiased',
      jpeg: 'decoded at 1/2, 1/4 or 1/8 where the shorter side is at least 4, 8 or 16 times as long as the result',
    },
    tensor: {
      layout: '[batch, height, width, channel]',
      type: 'float32',
      ...tensors[preprocessing],
    },
    output: { kind, activation: kind === 'logits' ? 'softmax' : null, classes, temperature },
  };
}

/** A script in Python that predicts from image files with a classifier as ONNX. */
export const referenceScript = new URL('../../reference/predict_onnx.py', import.meta.url);

/** Scripts in Python that predict from image files with a packaged ensemble; the first is the one to run. */
export const packagedScripts = [
  new URL('../../reference/predict.py', import.meta.url),
  new URL('../../reference/crossfold_ensemble.py', import.meta.url),
  referenceScript,
] as const;
