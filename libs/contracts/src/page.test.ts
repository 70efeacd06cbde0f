import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Modules that a module loads when it runs: imports of types are gone by then. */
function loadedBy(file: URL): string[] {
  const text = readFileSync(file, 'utf8');
  const statements = text.matchAll(/^(import|export)\s(?!type\s)[^;]*?from '([^']+)';/gms);
  return [...statements].map(([, , module = '']) => module);
}

it('gives the page nothing that a browser cannot load', () => {
  const open = [new URL('./page.ts', import.meta.url)];
  const seen = new Set<string>();
  for (let file = open.pop(); file; file = open.pop()) {
    if (seen.has(file.href)) continue;
    seen.add(file.href);
    for (const module of loadedBy(file)) {
      expect(module, file.pathname).toMatch(/^\.{1,2}\//);
      open.push(new URL(module.replace(/\.js$/, '.ts'), file));
    }
  }
  expect(seen.size).toBeGreaterThan(8);
});
