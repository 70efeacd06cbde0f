import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const runFile = promisify(execFile);

const root = fileURLToPath(new URL('../../', import.meta.url));
const tutorial = await readFile(join(root, 'docs/tutorial.md'), 'utf8');

/** The blocks of the tutorial, as they stand there. */
const blocks = [...tutorial.matchAll(/```(\w+)\n(.*?)```/gs)].map(([, language, text = '']) => ({
  language,
  text,
}));

describe('the tutorial', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-tutorial-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** In the folder of a reader, in which `npx` finds the command of the clone. */
  async function runBlock(text: string): Promise<string> {
    const unset = ['CROSSFOLD_URL', 'CROSSFOLD_HOME', 'CROSSFOLD_STORE', 'REDIS_URL'];
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !unset.includes(name)),
    );
    const path = [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
    const script = `set -euo pipefail\nnpx() { "$@"; }\n${text}`;
    const options = {
      cwd: folder,
      env: { ...env, PATH: path, XDG_CONFIG_HOME: join(folder, 'config') },
      maxBuffer: 2 ** 26,
    };
    return (await runFile('bash', ['-c', script], options)).stdout;
  }

  it('leads word for word from images to a report', async () => {
    const said: string[] = [];
    for (const { language, text } of blocks) {
      if (language === 'yaml') await writeFile(join(folder, 'first.yaml'), text);
      else said.push(await runBlock(text));
    }
    expect(blocks.map(({ language }) => language).join(' ')).toBe('sh sh sh yaml sh sh sh sh');
    const all = said.join('\n');
    expect(all).toContain('120 images');
    expect(all).toContain('6 trials');
    expect(all).toContain('not decided');
    expect(await readFile(join(folder, 'first.html'), 'utf8')).toMatch(/^<!doctype html>/i);
    const cells = await readFile(join(folder, 'cells.csv'), 'utf8');
    expect(cells.trim().split('\n')).toHaveLength(1 + 6);
    expect(said.at(-1)).toMatch(/first-.*finished/);
    expect(said.at(-1)).toMatch(/second-/);
  });
});
