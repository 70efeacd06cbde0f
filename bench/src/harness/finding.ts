/** What one side did, turn by turn; turn i of all sides ran one after the other. */
export interface SideTimes {
  readonly name: string;
  /** How it did it: versions and switches. */
  readonly how: string;
  /** Wall time of each turn. */
  readonly seconds: readonly number[];
  /** Time of all threads on a core, turn by turn, where a turn is a whole process. */
  readonly cpuSeconds?: readonly number[];
  readonly peakRssMib: number;
}

/** One thing measured: ours first, then its peers. */
export interface Finding {
  readonly what: string;
  /** Images that each turn worked on; null where a turn is not counted in images. */
  readonly imagesPerTurn: number | null;
  readonly sides: readonly [SideTimes, ...SideTimes[]];
}

export interface Spread {
  readonly median: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
}

export function spreadOf(values: readonly number[]): Spread {
  return {
    median: quantile(values, 0.5),
    lowerQuartile: quantile(values, 0.25),
    upperQuartile: quantile(values, 0.75),
  };
}

/**
 * How many times as fast as a peer we are, pair by pair: a load from outside that outlasts a turn
 * slows both of a pair.
 */
export function ratioOf(ours: SideTimes, peer: SideTimes): Spread {
  return spreadOf(ours.seconds.map((seconds, turn) => (peer.seconds[turn] ?? NaN) / seconds));
}

/** Linear between the two nearest values, as NumPy's default. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position % 1);
}
