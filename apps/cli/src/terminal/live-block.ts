import type { Writable } from 'node:stream';
import { visibleText } from '@crossfold/contracts';

/** Some lines at the end of the screen that are drawn over and over. */
export interface LiveBlock {
  draw(lines: readonly string[]): void;
  /** Takes the lines away, so that other text can follow. */
  clear(): void;
}

const escape = '\u001b[';

export function createLiveBlock(
  stdout: Writable,
  size: { readonly columns: number; readonly rows: number },
): LiveBlock {
  let drawnLines = 0;
  const erase = () => (drawnLines === 0 ? '' : `${escape}${drawnLines}A\r${escape}J`);
  return {
    draw(lines) {
      // A line that wraps, or scrolls off the screen, could not be found again.
      const fitting = lines
        .slice(0, Math.max(1, size.rows - 1))
        .map((line) => visibleText(line).slice(0, Math.max(1, size.columns - 1)));
      stdout.write(`${erase()}${fitting.map((line) => `${line}\n`).join('')}`);
      drawnLines = fitting.length;
    },
    clear() {
      if (drawnLines > 0) stdout.write(erase());
      drawnLines = 0;
    },
  };
}
