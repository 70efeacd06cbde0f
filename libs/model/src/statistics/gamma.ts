/** Coefficients of Lanczos's approximation (g = 7, n = 9); relative error below 1e-14. */
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
] as const;

/** From here on Stirling's series is exact to the last bit, and has no sums that cancel. */
const stirlingFrom = 10;

/** Coefficients of x^−1, x^−3, … in Stirling's series for ln Γ. */
const stirling = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156] as const;

const halfLog2Pi = 0.5 * Math.log(2 * Math.PI);

/** Natural logarithm of the gamma function for x > 0. */
export function logGamma(x: number): number {
  if (x >= stirlingFrom) return halfLog2Pi + (x - 0.5) * Math.log(x) - x + remainder(x);
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const shifted = x - 1;
  const t = shifted + 7.5;
  const series = lanczos.reduce(
    (sum, coefficient, i) => sum + (i === 0 ? coefficient : coefficient / (shifted + i)),
    0,
  );
  return halfLog2Pi + (shifted + 0.5) * Math.log(t) - t + Math.log(series);
}

/**
 * Natural logarithm of the beta function for positive a, b. Large arguments are taken apart first
 * (as in TOMS 708): the three ln Γ would cancel and leave only noise.
 */
export function logBeta(a: number, b: number): number {
  const [small, large] = a < b ? [a, b] : [b, a];
  const sum = small + large;
  if (large < stirlingFrom) return logGamma(small) + logGamma(large) - logGamma(sum);
  const large1 = (large - 0.5) * Math.log1p(-small / sum) + remainder(large) - remainder(sum);
  if (small < stirlingFrom) return logGamma(small) + large1 + small - small * Math.log(sum);
  const small1 = (small - 0.5) * Math.log(small / sum) + remainder(small);
  return halfLog2Pi + large1 + small1 - 0.5 * Math.log(sum);
}

/** What ln Γ has beyond (x − ½)·ln x − x + ½·ln 2π. */
function remainder(x: number): number {
  const inverseSquare = 1 / (x * x);
  return stirling.reduceRight((sum, c) => sum * inverseSquare + c, 0) / x;
}
