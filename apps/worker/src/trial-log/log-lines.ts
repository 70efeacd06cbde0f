/** What is kept of a log that grows: its first bytes and its last ones. */
export interface LogLines {
  /** Adds a line, without its line feed. */
  add(line: string): void;
  /** All that is kept, each line with a line feed; where lines are left out, one says how many. */
  text(): string;
}

/** A longer line is cut: one line must not push out all others. */
const longestLine = 4096;

/** @param limits in bytes of UTF-8, each at least as long as the longest line */
export function createLogLines(limits: {
  readonly headBytes: number;
  readonly tailBytes: number;
}): LogLines {
  const [head, tail]: [string[], string[]] = [[], []];
  const sizes = { head: 0, tail: 0, leftOut: 0 };
  let isHeadFull = false;
  return {
    add(line) {
      const kept = line.length > longestLine ? `${line.slice(0, longestLine)}…` : line;
      const bytes = Buffer.byteLength(kept) + 1;
      isHeadFull ||= sizes.head + bytes > limits.headBytes;
      if (!isHeadFull) {
        head.push(kept);
        sizes.head += bytes;
        return;
      }
      tail.push(kept);
      sizes.tail += bytes;
      while (sizes.tail > limits.tailBytes && tail.length > 1) {
        sizes.tail -= Buffer.byteLength(tail.shift() ?? '') + 1;
        sizes.leftOut += 1;
      }
    },
    text() {
      const gap = sizes.leftOut === 0 ? [] : [`… ${sizes.leftOut} lines left out …`];
      return [...head, ...gap, ...tail].map((line) => `${line}\n`).join('');
    },
  };
}
