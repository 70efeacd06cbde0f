/** What a layer did for one image, and how the logit of a class depends on it. */
export interface LayerResponse {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** [height, width, channels] */
  readonly activations: Float32Array;
  /** Of the logit of the explained class, by the activations: [height, width, channels]. */
  readonly gradients: Float32Array;
}

/** How much each place speaks for a class: at least 0, on no fixed scale. */
export interface HeatMap {
  readonly height: number;
  readonly width: number;
  /** [height, width] */
  readonly values: Float32Array;
}

/**
 * Class activation maps, each from one layer:
 *
 * - `gradCam` (Selvaraju et al. 2017): ReLU(Σ_k α_k A_k) with α_k the mean of channel k's gradient;
 * - `gradCamPlusPlus` (Chattopadhay et al. 2018): α_k = Σ w·ReLU(g) with the weights of the paper,
 *   w = g² / (2g² + ΣA · g³), in which the exponential of the logit cancels;
 * - `hiResCam` (Draelos and Carin 2020): ReLU(Σ_k g_k ∘ A_k). Behind global average pooling of this
 *   layer a channel has one gradient everywhere, and it equals `gradCam`.
 */
export const activationMaps = {
  gradCam: (layer) => weighChannels(layer, meanGradients(layer)),
  gradCamPlusPlus: (layer) => weighChannels(layer, higherOrderWeights(layer)),
  hiResCam: weighPlaces,
} as const satisfies Record<string, (layer: LayerResponse) => HeatMap>;

export type ActivationMapMethod = keyof typeof activationMaps;

function weighChannels(layer: LayerResponse, weights: Float64Array): HeatMap {
  const { activations, channels } = layer;
  return mapOf(layer, (at, k) => (activations[at * channels + k] ?? 0) * (weights[k] ?? 0));
}

function weighPlaces(layer: LayerResponse): HeatMap {
  const { activations, gradients, channels } = layer;
  return mapOf(layer, (at, k) => {
    const i = at * channels + k;
    return (activations[i] ?? 0) * (gradients[i] ?? 0);
  });
}

/** ReLU of the sum over channels at each place. */
function mapOf(
  { height, width, channels }: LayerResponse,
  term: (at: number, channel: number) => number,
): HeatMap {
  const values = new Float32Array(height * width);
  for (let at = 0; at < values.length; at++) {
    let sum = 0;
    for (let k = 0; k < channels; k++) sum += term(at, k);
    values[at] = Math.max(0, sum);
  }
  return { height, width, values };
}

function meanGradients({ gradients, channels, height, width }: LayerResponse): Float64Array {
  return sumChannels(gradients, channels, (g) => g / (height * width));
}

function higherOrderWeights({ activations, gradients, channels }: LayerResponse): Float64Array {
  const activationSums = sumChannels(activations, channels, (a) => a);
  return sumChannels(gradients, channels, (g, k) => {
    const divisor = 2 * g ** 2 + (activationSums[k] ?? 0) * g ** 3;
    return g > 0 && divisor !== 0 ? (g ** 2 / divisor) * g : 0;
  });
}

/** Sum of a term over all places, for each channel. */
function sumChannels(
  values: Float32Array,
  channels: number,
  term: (value: number, channel: number) => number,
): Float64Array {
  const sums = new Float64Array(channels);
  for (let i = 0; i < values.length; i++) {
    const k = i % channels;
    sums[k] = (sums[k] as number) + term(values[i] as number, k);
  }
  return sums;
}
