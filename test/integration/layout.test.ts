import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCircles, readEntries, readImports } from '../support/import-graph.js';

const root = new URL('../../', import.meta.url).pathname;
const imports = readImports(root);
const entries = new Set(readEntries(root).values());

/** What loads native code: neither the orchestrator nor pure code may. */
const native = new Set(['libs/graph/src/tensorflow/backend.ts', 'sharp']);

/** Files and packages that load when a file does. */
function loadedBy(file: string): Set<string> {
  const loaded = new Set<string>();
  const stack = [file];
  for (let current = stack.pop(); current !== undefined; current = stack.pop()) {
    for (const { from, to, isTypeOnly } of imports) {
      if (from !== current || isTypeOnly || loaded.has(to)) continue;
      loaded.add(to);
      stack.push(to);
    }
  }
  return loaded;
}

describe('layout', () => {
  it('knows the imports of all packages', () => {
    expect(imports.length).toBeGreaterThan(2000);
    expect(loadedBy('libs/training/src/tensorflow.ts')).toContain(
      'libs/graph/src/tensorflow/backend.ts',
    );
  });

  it('has no circle of folders, nor of packages', () => {
    const edges = imports
      .filter(({ from, to }) => /\.tsx?$/.test(to) && !entries.has(from))
      .map(({ from, to }) => [dirname(from), dirname(to)] as const)
      .filter(([from, to]) => from !== to);
    expect(findCircles(edges)).toEqual([]);
  });

  it('has no circle of files', () => {
    const edges = imports.map(({ from, to }) => [from, to] as const);
    expect(findCircles(edges)).toEqual([]);
  });

  it.each([
    'libs/contracts/src/index.ts',
    'libs/storage/src/index.ts',
    'libs/data/src/index.ts',
    'libs/graph/src/index.ts',
    'libs/model/src/index.ts',
    'libs/training/src/index.ts',
    'libs/study/src/index.ts',
    'apps/orchestrator/src/main.ts',
    'apps/worker/src/main.ts',
  ])('%s loads no native code', (entry) => {
    expect([...loadedBy(entry)].filter((name) => native.has(name))).toEqual([]);
  });
});
