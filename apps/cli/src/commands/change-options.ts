import { InvalidArgumentError } from 'commander';

/* Changes to a study file that are given as options: `--set PATH=VALUE`, as often as is wanted. */

export const setFlags = '--set <path=value>';
export const setText = 'one change, as seeds=[1,2] or checkpoints.keep=3';

/** For commander: gathers the options. */
export function collectChanges(text: string, before: readonly string[]): readonly string[] {
  if (/^[^=\s]+=/.test(text)) return [...before, text];
  throw new InvalidArgumentError('expected PATH=VALUE');
}
