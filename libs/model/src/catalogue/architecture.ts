import type { Network } from '../network/network.js';

/** How pixels 0–255 in RGB become the network's input. */
export type Preprocessing =
  /** BGR, minus the means of ImageNet: Keras's "caffe" mode. */
  | 'caffe'
  /** RGB scaled to −1 … 1: Keras's "tf" mode. */
  | 'symmetric'
  /** RGB scaled to 0 … 1, minus ImageNet's mean, over its standard deviation: torchvision's. */
  | 'torch'
  /** RGB 0–255 as it is: the network normalises inside. */
  | 'none';

/** Whose weights fit: their names, layout and graph are not interchangeable. */
export type WeightsFlavour = 'keras' | 'torch';

export interface BackboneOptions {
  readonly imageSizePx: number;
  /** Replaces the momentum of all batch normalisations; null keeps the architecture's own. */
  readonly batchNormMomentum: number | null;
}

/** A weights file that Keras applications names. */
export interface PublishedFile {
  readonly name: string;
  /** As Keras's source states it; null where it states none. */
  readonly checksum: readonly ['md5' | 'sha256', string] | null;
}

/** One row of the catalogue: what is known of an architecture without building it. */
export interface Architecture {
  readonly title: string;
  readonly reference: string;
  /** Of the published weights, which is not that of this code. */
  readonly weightsLicence: string;
  /** Where Keras applications has those files: the beginning of their addresses. Null without files. */
  readonly publishedAt: string | null;
  /** Files of ImageNet weights, in order of preference; those with a classifier on top come last. */
  readonly publishedFiles: readonly PublishedFile[];
  /** The size that the published weights were trained at. */
  readonly imageSizePx: number;
  readonly flavour: WeightsFlavour;
  readonly preprocessing: Preprocessing;
  readonly minImageSizePx: number;
  /** Parameters of the backbone without a classifier, moving statistics included. */
  readonly parameters: number;
  /** The last convolution block, which Grad-CAM explains; the head reads the network's output. */
  readonly featureLayer: string;
  /**
   * Layers that Keras applications holds in a `Sequential` of their own, in its order: Keras 3 finds
   * weights by such containers.
   */
  readonly kerasSequentials?: readonly (readonly string[])[];
  readonly build: (options: BackboneOptions) => Network;
}
