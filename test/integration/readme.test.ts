import { readFile } from 'node:fs/promises';
import { assertTrainable } from '@crossfold/model';
import { parseStudySpec } from '@crossfold/study';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runCli } from '../support/processes.js';

const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');

const blocksOf = (language: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(
    ([, block = '']) => block,
  );

describe('README', () => {
  it('begins with a study that can be trained as it stands', () => {
    const [first = ''] = blocksOf('yaml');
    const { variants, spec } = parseStudySpec(parse(first), assertTrainable);
    expect(variants.map(({ name }) => name)).toEqual([
      'full',
      'no-class-weights',
      'no-augmentation',
    ]);
    const commands = blocksOf('sh').join('');
    expect(commands).toContain(`dataset add drawn-images --name ${spec.dataset}\n`);
    expect(commands).toContain(`npx crossfold report ${spec.name}\n`);
    const trials = variants.length * spec.folds * spec.seeds.length;
    expect(commands).toContain(
      `${trials} trials: ${variants.length} variants × ${spec.folds} folds × ${spec.seeds.length} seed,`,
    );
  });

  it('names only commands that there are', async () => {
    const known = new Map<string, string>();
    for (const group of ['', 'dataset', 'study', 'model']) {
      const args = [...(group === '' ? [] : [group]), '--help'];
      known.set(group, (await runCli(args, {})).stdout);
    }
    const calls = [...readme.matchAll(/npx crossfold ([a-z]+)(?: ([a-z]+))?/g)];
    expect(calls.length).toBeGreaterThan(8);
    for (const [call, command = '', inner = ''] of calls) {
      expect(known.get(''), call).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
      const help = known.get(command);
      if (help !== undefined) expect(help, call).toMatch(new RegExp(`^  ${inner}\\b`, 'm'));
    }
  });
});
