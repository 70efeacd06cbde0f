import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';

/**
 * What TensorFlow prints whenever it loads, before it can be told to be quiet: that its log is not
 * ready yet, and that oneDNN, which we ask for, is on.
 */
const banner =
  /^WARNING: All log messages before absl::InitializeLog\(\) is called|^I0000 .*oneDNN custom operations are on\./;

/** Hands on what a process with a piped standard error says there, but for {@link banner}. */
export function forwardErrors({ stderr }: ChildProcess, output: Writable = process.stderr): void {
  if (!stderr) return;
  createInterface({ input: stderr }).on('line', (line) => {
    if (!banner.test(line)) output.write(`${line}\n`);
  });
}

/** Standard error is piped, all else as `fork` has it. */
export const pipedErrors: ('inherit' | 'pipe' | 'ipc')[] = ['inherit', 'inherit', 'pipe', 'ipc'];
