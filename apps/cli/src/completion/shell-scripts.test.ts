import { execFileSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { createInvocation } from '../process/context.js';
import { createProgram } from '../program/create-program.js';
import { describeCommands, type DescribedCommand } from '../program/describe-commands.js';
import { createTerminal } from '../terminal/terminal.js';
import { completionScript } from './shell-scripts.js';

describe('completion', () => {
  let commands: DescribedCommand[];
  beforeAll(async () => {
    const output = new PassThrough().resume();
    const streams = { stdout: output, stderr: output };
    const terminal = createTerminal(streams, { json: false, environment: {} });
    const { context } = createInvocation(terminal, {}, new AbortController().signal);
    commands = describeCommands(await createProgram(context, output));
  });

  /** What bash offers for the last word. */
  function offered(...words: readonly string[]): string[] {
    const line = ['crossfold', ...words].map((word) => `'${word}'`).join(' ');
    const script = `${completionScript('bash', commands)}
crossfold() { [[ "$*" == 'completion --names studies' ]] && printf 'focal\\nfirst\\n'; }
COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _crossfold
printf '%s\\n' "\${COMPREPLY[@]}"`;
    const text = execFileSync('bash', ['--norc', '-c', script], { encoding: 'utf8' });
    return text.split('\n').filter((word) => word !== '');
  }

  it('offers commands, options and choices in bash', () => {
    expect(offered('st')).toEqual(['study', 'store']);
    expect(offered('study', 'f')).toEqual(['file', 'follow', 'forecast']);
    expect(offered('study', 'list', '--s')).toEqual(['--state', '--sort', '--server']);
    expect(offered('study', 'list', '--sort', 'n')).toEqual(['newest', 'name']);
    expect(offered('report', 'first', '--format', '')).toEqual([
      'md',
      'html',
      'latex',
      'json',
      'csv',
    ]);
    expect(offered('completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
  });

  it('asks for the names of studies where one is wanted, and finds the command behind options', () => {
    expect(offered('report', 'f')).toEqual(['focal', 'first']);
    expect(offered('--context', 'lab', 'report', 'fo')).toEqual(['focal']);
    expect(offered('report', 'focal', '--out', 'f')).toEqual([]);
    expect(offered('dataset', 'add', 'f')).toEqual([]);
  });

  it.each(['zsh', 'fish'] as const)('knows every command and option in %s', (shell) => {
    const script = completionScript(shell, commands);
    for (const { path, options } of commands) {
      expect(script).toContain(path);
      for (const { long } of options) {
        expect(script).toContain(shell === 'fish' ? `-l ${long.slice(2)} ` : long);
      }
    }
  });
});
