import { incompleteBeta } from './incomplete-beta.js';

/** The exact interval of a rate (Clopper and Pearson 1934): covers it with at least 1 − `level`. */
export function binomialInterval(
  successes: number,
  trials: number,
  level = 0.05,
): [number, number] {
  const low = successes === 0 ? 0 : betaQuantile(level / 2, successes, trials - successes + 1);
  const high =
    successes === trials ? 1 : betaQuantile(1 - level / 2, successes + 1, trials - successes);
  return [low, high];
}

function betaQuantile(p: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  while (high - low > 1e-14 * high) {
    const middle = (low + high) / 2;
    if (incompleteBeta(middle, a, b) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
