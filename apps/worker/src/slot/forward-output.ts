import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { createRedactor } from '@crossfold/contracts';

/**
 * What TensorFlow prints whenever it loads, before it can be told to be quiet: that its log is not
 * ready yet, and that oneDNN, which we ask for, is on.
 */
const banner =
  /^WARNING: All log messages before absl::InitializeLog\(\) is called|^I0000 .*oneDNN custom operations are on\./;

export type OutputName = 'stdout' | 'stderr';

/**
 * Hands on what a process with piped outputs prints, without secrets: libraries repeat what they were
 * given.
 *
 * @param hear is told of each line, but for {@link banner}
 * @param outputs where the lines go
 * @returns settles when both outputs have ended, which is after the end of the process
 */
export async function forwardOutput(
  child: Pick<ChildProcess, OutputName>,
  hear: (source: OutputName, line: string) => void = () => undefined,
  outputs: Readonly<Record<OutputName, Writable>> = process,
): Promise<void> {
  const redact = createRedactor(process.env);
  const forward = (source: OutputName, input: Readable | null) =>
    new Promise<void>((resolve) => {
      if (!input) {
        resolve();
        return;
      }
      createInterface({ input })
        .on('line', (line) => {
          if (banner.test(line)) return;
          const said = redact(line);
          outputs[source].write(`${said}\n`);
          hear(source, said);
        })
        .on('close', resolve);
    });
  await Promise.all([forward('stdout', child.stdout), forward('stderr', child.stderr)]);
}

/** The outputs are piped, all else as `fork` has it. */
export const pipedOutput: ('inherit' | 'pipe' | 'ipc')[] = ['inherit', 'pipe', 'pipe', 'ipc'];
