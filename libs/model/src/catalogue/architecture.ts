import type { Network } from '../network/network.js';

/** How pixels 0–255 in RGB become the network's input. */
export type Preprocessing =
  /** BGR, minus the means of ImageNet: Keras's "caffe" mode. */
  | 'caffe'
  /** RGB scaled to −1 … 1: Keras's "tf" mode. */
  | 'symmetric';

export interface BackboneOptions {
  readonly imageSizePx: number;
  /** Replaces the momentum of all batch normalisations; null keeps the architecture's own. */
  readonly batchNormMomentum: number | null;
}

/** One row of the catalogue: what is known of an architecture without building it. */
export interface Architecture {
  readonly title: string;
  readonly reference: string;
  readonly preprocessing: Preprocessing;
  readonly minImageSizePx: number;
  /** Parameters of the backbone without a classifier, moving statistics included. */
  readonly parameters: number;
  /** The node whose output the head reads, and that Grad-CAM explains. */
  readonly featureLayer: string;
  readonly build: (options: BackboneOptions) => Network;
}
