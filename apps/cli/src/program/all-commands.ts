import type { Writable } from 'node:stream';
import { createInvocation } from '../process/context.js';
import { createTerminal } from '../terminal/terminal.js';
import { createProgram } from './create-program.js';
import { describeCommands, type DescribedCommand } from './describe-commands.js';

export { listExitCodes } from './exit-codes.js';

/** All commands, for their reference: the program first. */
export async function listAllCommands(output: Writable): Promise<DescribedCommand[]> {
  const terminal = createTerminal(
    { stdout: output, stderr: output },
    { json: false, environment: {} },
  );
  const { context } = createInvocation(terminal, {}, new AbortController().signal);
  return describeCommands(await createProgram(context, output));
}
