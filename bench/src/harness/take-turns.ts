import type { SideTimes } from './finding.js';
import type { Side } from './side.js';

export interface Contender {
  readonly side: Side;
  readonly how: string;
  /** One turn. @returns wall time in seconds, measured inside the side */
  readonly turn: (side: Side) => Promise<number>;
}

/** Ours, peer, ours, peer …: the sides work one at a time, each turn right after the other's. */
export async function takeTurns(
  contenders: readonly Contender[],
  { rounds, warmUps }: { readonly rounds: number; readonly warmUps: number },
): Promise<[SideTimes, ...SideTimes[]]> {
  const seconds = contenders.map((): number[] => []);
  for (let round = -warmUps; round < rounds; round++) {
    for (const [index, { side, turn }] of contenders.entries()) {
      const taken = await turn(side);
      if (round >= 0) seconds[index]?.push(taken);
    }
  }
  const [ours, ...peers] = await Promise.all(
    contenders.map(async ({ side, how }, index) => ({
      name: side.name,
      how,
      seconds: seconds[index] ?? [],
      peakRssMib: await side.peakRssMib(),
    })),
  );
  if (!ours) throw new Error('nobody took turns');
  return [ours, ...peers];
}
