import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { errorKinds, studyJsonSchema } from '@crossfold/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const runFile = promisify(execFile);

const errorCodes = Object.keys(errorKinds);

const root = fileURLToPath(new URL('../../', import.meta.url));
const build = join(root, 'infra/docs/build.mjs');

describe('the documents', () => {
  let site: string;
  beforeAll(async () => {
    site = await mkdtemp(join(tmpdir(), 'crossfold-docs-'));
    // It ends with the links that lead nowhere, where there are any.
    await runFile(process.execPath, [build, site]);
  });
  afterAll(() => rm(site, { recursive: true }));

  const page = (path: string) => readFile(join(site, path), 'utf8');

  it('are all in the site', async () => {
    const sources = await readdir(join(root, 'docs'), { recursive: true });
    const pages = sources.filter((path) => path.endsWith('.md'));
    const built = await readdir(site, { recursive: true });
    expect(pages.length).toBeGreaterThan(20);
    for (const path of pages) expect(built).toContain(path.replace(/\.md$/, '.html'));
  });

  it('say of each error its cause and remedy', async () => {
    const errors = await page('reference/errors.html');
    for (const code of errorCodes) expect(errors).toContain(`<h2 id="${code.toLowerCase()}">`);
    expect(errors.match(/<strong>Cause\.<\/strong> \S/g)).toHaveLength(errorCodes.length);
    expect(errors.match(/<strong>Remedy\.<\/strong> \S/g)).toHaveLength(errorCodes.length);
  });

  it('have each key of a study file, each command and each operation', async () => {
    const file = await page('reference/study-file.html');
    const keys = new Set(keysOf(studyJsonSchema()));
    expect(keys.size).toBeGreaterThan(100);
    const missing = [...keys].filter((key) => !file.includes(`<td><code>${key}</code></td>`));
    expect(missing).toEqual([]);
    const commands = await page('reference/command-line.html');
    for (const path of ['study forecast', 'context add', 'completion', 'top', 'model export']) {
      expect(commands).toContain(`id="crossfold-${path.replaceAll(' ', '-')}"`);
    }
    expect(commands).toContain('<code>--state &lt;state&gt;</code>');
    expect(await page('reference/api.html')).toContain('POST /api/v1/studies/forecast</h3>');
  });

  it('are searched by a script that a folder can serve', async () => {
    const index = await page('search-index.js');
    expect(index).toMatch(/^globalThis\.searchIndex = \[\{/);
    expect(index).toContain('reference/errors.html#trial_diverged');
    expect(await page('reference/errors.html')).not.toMatch(/<script>|https?:\/\/[^"]*\.(js|css)/);
  });

  it('are refused with links that lead nowhere', async () => {
    const folder = pathToFileURL(join(root, 'infra/docs/')).href;
    const script = `
      const { renderMarkdown } = await import('${folder}render-markdown.mjs');
      const { findDeadLinks } = await import('${folder}find-dead-links.mjs');
      const text = '# A\\n\\n## B c\\n\\n[1](#b-c) [2](#c) [3](no.md) [4](statistics.md#p) [5](https://x.org)';
      const rendered = renderMarkdown(text, 'docs/a.md', () => true);
      console.log(findDeadLinks(new Map([['docs/a.md', rendered]])).join('\\n'));`;
    const { stdout } = await runFile(process.execPath, ['--input-type=module', '-e', script]);
    expect(stdout.trim().split('\n')).toEqual(['docs/a.md: #c', 'docs/a.md: no.md']);
  });
});

/** Every key that an object of the schema may have. */
function* keysOf(node: unknown): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  if ('properties' in node) yield* Object.keys(node.properties as object);
  for (const inner of Object.values(node)) yield* keysOf(inner);
}
