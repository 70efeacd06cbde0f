import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '@crossfold/provision';

/*
 * Which commands use the stack that another command started: a file for each, named by the process.
 * One that was killed leaves its file behind, which counts no more once its process is gone.
 */

/** @returns what takes this process off the list again */
export async function joinStack(homeDir: string): Promise<() => Promise<void>> {
  const path = join(usersDir(homeDir), String(process.pid));
  await mkdir(usersDir(homeDir), { recursive: true });
  await writeFile(path, '');
  return () => rm(path, { force: true });
}

/** Processes that use the stack and still run, without this one. */
export async function otherUsers(homeDir: string): Promise<number[]> {
  const names = await readdir(usersDir(homeDir)).catch(() => []);
  const pids = names.map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  const gone = pids.filter((pid) => !isAlive(pid));
  await Promise.all(gone.map((pid) => rm(join(usersDir(homeDir), String(pid)), { force: true })));
  return pids.filter((pid) => !gone.includes(pid));
}

function usersDir(homeDir: string): string {
  return join(homeDir, 'stack-users');
}
