import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '@crossfold/provision';
import type { CommandContext } from '../process/context.js';
import { noStateFolder } from '../process/state-folder.js';

/** Lets one command at a time find, start or end the stack of a state folder, which it makes. */
export async function locked<T>(
  { config, terminal }: CommandContext,
  work: () => Promise<T>,
): Promise<T> {
  await makeStateFolder(config.homeDir);
  return withLock(join(config.homeDir, 'stack.lock'), work, {
    onWait: ({ pid }) => {
      terminal.note(`waiting for process ${pid}, which starts or ends processes here`);
    },
  });
}

/** @throws AppError CONFIG_INVALID where no folder can be */
async function makeStateFolder(homeDir: string): Promise<void> {
  try {
    await mkdir(homeDir, { recursive: true });
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    throw noStateFolder(homeDir, code, cause);
  }
}
