import { startSide, type Side, type SideProgram } from './side.js';

/** Starts the sides, and stops them whatever happens. */
export async function withSides<T>(
  programs: readonly SideProgram[],
  threads: number,
  action: (sides: readonly Side[]) => Promise<T>,
): Promise<T> {
  const sides = programs.map((program) => startSide(program, threads));
  try {
    return await action(sides);
  } finally {
    await Promise.all(sides.map((side) => side.stop()));
  }
}
