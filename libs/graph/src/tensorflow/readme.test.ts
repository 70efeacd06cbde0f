import { readFile } from 'node:fs/promises';
import { afterEach, expect, it, vi } from 'vitest';

const root = new URL('../../../../', import.meta.url);

afterEach(() => {
  vi.restoreAllMocks();
});

it('shows the example as it is', async () => {
  const readme = await readFile(new URL('libs/graph/README.md', root), 'utf8');
  const example = await readFile(new URL('docs/examples/train-a-network.mjs', root), 'utf8');
  const shown = /<!-- train-a-network\.mjs -->\n+```js\n([^]*?)```/.exec(readme)?.[1];
  expect(shown).toBe(example);
});

it('has an example that learns', async () => {
  const print = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  await import(new URL('docs/examples/train-a-network.mjs', root).href);
  const lines = print.mock.calls.map(([line]) => String(line));
  const losses = lines.slice(0, -1).map((line) => Number(/loss (\S+)$/.exec(line)?.[1]));
  expect(losses).toHaveLength(4);
  expect(losses.at(-1)).toBeLessThan(0.02);
  expect(Number(/about (\S+)$/.exec(lines.at(-1) ?? '')?.[1])).toBeCloseTo(1, 0);
});
