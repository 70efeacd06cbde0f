import { existsSync, statSync } from 'node:fs';
import { AppError } from '@crossfold/contracts';
import { storeSettings, type CliConfig } from './config.js';

/** Whether anything may lie there: a folder for state, or a store elsewhere. */
export function hasState(config: CliConfig): boolean {
  return isElsewhere(config) || existsSync(config.homeDir);
}

/** @throws AppError CONFIG_INVALID; NOT_FOUND: only what begins something makes a state folder */
export function assertState(config: CliConfig): void {
  assertFolder(config.homeDir);
  if (hasState(config)) return;
  const where =
    config.homeOrigin === 'environment'
      ? `at ${config.homeDir}, which CROSSFOLD_HOME names`
      : `at ${config.homeDir} or in a folder above`;
  throw new AppError('NOT_FOUND', `expected a state folder, got none ${where}`, {
    remedy:
      'Go to where the studies were run, or name their state folder in CROSSFOLD_HOME. To begin one: crossfold dataset add, or crossfold run.',
  });
}

/** @throws AppError CONFIG_INVALID for a file in its place, which would hide what runs there */
function assertFolder(homeDir: string): void {
  const found = statSync(homeDir, { throwIfNoEntry: false });
  if (found && !found.isDirectory()) throw noStateFolder(homeDir, 'a file');
}

export function noStateFolder(homeDir: string, got: string, cause?: unknown): AppError {
  return new AppError(
    'CONFIG_INVALID',
    `expected a folder for the state at ${homeDir}, got ${got}`,
    {
      remedy: 'Let CROSSFOLD_HOME name a folder that you may write, or work in another one.',
      cause,
    },
  );
}

/** Does `work`; what it does not find is said with the place that was searched. */
export async function nameState<T>(config: CliConfig, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof AppError) || !isToBeNamed(thrown, config)) {
      throw thrown;
    }
    const { code, message, problems, remedy, cause } = thrown;
    throw new AppError(code, message, {
      problems,
      remedy: `${remedy} ${looked} ${placeOf(config)}.`,
      cause,
    });
  }
}

/** What is worked with, in words. */
export function placeOf(config: CliConfig): string {
  if (config.url !== null) return `the orchestrator ${config.url}`;
  if (!isElsewhere(config)) return `the state folder ${config.homeDir}`;
  const settings = storeSettings(config);
  return `the store ${settings.kind === 'file' ? settings.dir : `s3://${settings.bucket}/${settings.prefix ?? ''}`}`;
}

const looked = 'This looked in';

/** Once, though one command may look within another. */
function isToBeNamed({ code, remedy }: AppError, config: CliConfig): boolean {
  return code === 'NOT_FOUND' && hasState(config) && !remedy.includes(looked);
}

function isElsewhere(config: CliConfig): boolean {
  if (config.url !== null) return true;
  const settings = storeSettings(config);
  return settings.kind !== 'file' || !settings.dir.startsWith(config.homeDir);
}
