import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createInvocation } from '../process/context.js';
import { createTerminal } from '../terminal/terminal.js';
import { createProgram } from './create-program.js';
import { describeCommands } from './describe-commands.js';

const output = new PassThrough().resume();
const terminal = createTerminal(
  { stdout: output, stderr: output },
  { json: false, environment: {} },
);
const { context } = createInvocation(terminal, {}, new AbortController().signal);

/** Options of the program, and the value of one, in examples. */
const globalWords: readonly string[] = ['--json', '--context', 'lab'];

function commandAt(program: Command, path: string): Command {
  return path
    .split(' ')
    .reduce((at, word) => at.commands.find((inner) => inner.name() === word) ?? at, program);
}

describe('the command line', () => {
  it('loads the command that is called, and names the others', async () => {
    const program = await createProgram(context, output, ['study', 'list']);
    const commands = describeCommands(program);
    const [all] = commands;
    expect(all?.commands).toHaveLength(29);
    expect(commands.map(({ path }) => path)).toContain('study list');
    expect(commands.map(({ path }) => path)).not.toContain('dataset list');
    expect(commands.find(({ path }) => path === 'dataset')).toMatchObject({
      description: 'images with their labels',
      options: [],
    });
  });

  it('has an example for each command, which its parser takes', async () => {
    const program = await createProgram(context, output);
    for (const { path, commands, examples } of describeCommands(program)) {
      if (path === '' || (commands.length > 0 && path !== 'plan')) continue;
      expect(examples, path).not.toEqual([]);
      const command = commandAt(program, path);
      for (const example of examples) {
        const call = /crossfold ([^>)]*)/.exec(example)?.[1]?.trim() ?? '';
        expect(`${call} `.startsWith(`${path} `), example).toBe(true);
        const words = call
          .slice(path.length)
          .split(' ')
          .filter((word) => word !== '');
        const { operands, unknown } = command.parseOptions(words);
        expect(
          unknown.filter((word) => !globalWords.includes(word)),
          example,
        ).toEqual([]);
        const { registeredArguments: taken } = command;
        const least = taken.filter(({ required }) => required).length;
        expect(operands.length, example).toBeGreaterThanOrEqual(least);
        if (!taken.at(-1)?.variadic) expect(operands.length).toBeLessThanOrEqual(taken.length);
        for (const { mandatory, long } of command.options) {
          if (mandatory) expect(words, example).toContain(long);
        }
      }
    }
  });

  it('shows examples and exit codes in its help', async () => {
    const program = await createProgram(context, output);
    const shown = (command: Command) => {
      let text = '';
      command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
      return text;
    };
    expect(shown(commandAt(program, 'study forecast'))).toContain(
      'Examples:\n  crossfold study forecast study.yaml --slots 8',
    );
    expect(shown(program)).toMatch(/Exit codes:\n {2}0 .*\n {2}1 .*\n {2}2 .*\n {2}3 .*\n {2}130 /);
  });
});
