/**
 * Eight numbers a0 … a7 of a projective transform as TensorFlow's `ImageProjectiveTransformV3`
 * takes them. They map an OUTPUT pixel (x, y) to the INPUT pixel that it shows:
 * x' = (a0·x + a1·y + a2) / k, y' = (a3·x + a4·y + a5) / k, k = a6·x + a7·y + 1. Whole numbers are
 * the centres of pixels, so that the centre of an image lies at (sizePx − 1) / 2.
 */
export type ProjectiveTransform = readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

export const identityTransform: ProjectiveTransform = [1, 0, 0, 0, 1, 0, 0, 0];

/** The transform that maps a point through `first` and the result through `second`. */
export function composeTransforms(
  first: ProjectiveTransform,
  second: ProjectiveTransform,
): ProjectiveTransform {
  const [a0, a1, a2, a3, a4, a5, a6, a7] = first;
  const [b0, b1, b2, b3, b4, b5, b6, b7] = second;
  const scale = b6 * a2 + b7 * a5 + 1;
  return [
    (b0 * a0 + b1 * a3 + b2 * a6) / scale,
    (b0 * a1 + b1 * a4 + b2 * a7) / scale,
    (b0 * a2 + b1 * a5 + b2) / scale,
    (b3 * a0 + b4 * a3 + b5 * a6) / scale,
    (b3 * a1 + b4 * a4 + b5 * a7) / scale,
    (b3 * a2 + b4 * a5 + b5) / scale,
    (b6 * a0 + b7 * a3 + a6) / scale,
    (b6 * a1 + b7 * a4 + a7) / scale,
  ];
}
