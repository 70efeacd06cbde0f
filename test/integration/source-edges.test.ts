import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/*
 * What crosses the edge of a process is looked at in the sources: each place that prints, and each
 * that reads something whole, is either one of the guarded ways or has its reason here.
 */

const root = new URL('../../', import.meta.url).pathname;
const folders = ['apps/cli', 'apps/orchestrator', 'apps/worker', 'libs'];
const sources = execFileSync('git', ['ls-files', ...folders], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((path) => /\/src\/.*\.ts$/.test(path) && !/\.test\.ts$/.test(path));

interface Place {
  readonly path: string;
  readonly line: string;
}

function placesOf(pattern: RegExp): Place[] {
  return sources.flatMap((path) =>
    readFileSync(join(root, path), 'utf8')
      .split('\n')
      .filter((line) => pattern.test(line))
      .map((line) => ({ path, line: line.trim() })),
  );
}

/** Files with places that are on no list, and lists that name files without any. */
function unlisted(places: readonly Place[], reasons: Readonly<Record<string, string>>) {
  const paths = new Set(places.map(({ path }) => path));
  return {
    unexplained: places.filter(({ path }) => !Object.hasOwn(reasons, path)),
    stale: Object.keys(reasons).filter((path) => !paths.has(path)),
  };
}

it('prints nothing that has not been redacted and made visible', () => {
  const prints = placesOf(/\b(stdout|stderr)\.write\(|\bconsole\.\w+\(/);
  const guarded = /\b(visibleLines|plainJson|indentedLines|shown)\(/;
  const reasons = {
    'apps/cli/src/main.ts': 'the version',
    'apps/cli/src/program/create-program.ts': 'help, of words of the program',
    'apps/cli/src/terminal/live-block.ts': 'erases lines, each of which was made visible',
    'apps/orchestrator/src/main.ts': 'its address',
    'apps/worker/src/main.ts': 'its process id',
    'libs/provision/src/tensorflow-probe.ts': 'a program that another process runs, for JSON',
  };
  expect(prints.length).toBeGreaterThan(10);
  const open = prints.filter(({ line }) => !guarded.test(line));
  expect(unlisted(open, reasons)).toEqual({ unexplained: [], stale: [] });
});

it('reads nothing whole from outside without a limit', () => {
  const reads = placesOf(/\breadFile(Sync)?\(|\.(arrayBuffer|formData)\(\)/);
  const reasons = {
    'apps/cli/src/process/server-contexts.ts': 'the own contexts of the user',
    'apps/cli/src/program/package-version.ts': 'a file of the package',
    'apps/orchestrator/src/presets/presets.controller.ts': 'files of the package, by a list',
    'apps/worker/src/packing/remembered-choice.ts': 'what the worker has written',
    'apps/worker/src/slot/cgroups.ts': 'a counter of the kernel',
    'libs/data/src/images/generator/synthesise.ts': 'what the generator has written',
    'libs/model/src/tensorflow/precision.ts': 'facts of the kernel',
    'libs/provision/src/files.ts': 'marks of the set-up',
    'libs/provision/src/pip.ts': 'certificates that the user names',
    'libs/provision/src/tensorflow-package.ts': 'a file of a package',
    'libs/provision/src/valkey-server.ts': 'files of the server that it has started',
    'libs/storage/src/file-pointers.ts': 'a function of that name with a limit',
    'libs/storage/src/file-store.ts': 'objects, whose readers name a limit',
    'libs/training/src/trial/version.ts': 'a file of the package',
  };
  expect(unlisted(reads, reasons)).toEqual({ unexplained: [], stale: [] });
});

it('has a threat model whose tests are there', () => {
  const page = readFileSync(join(root, 'docs/explanation/threat-model.md'), 'utf8');
  const named = [...page.matchAll(/`([\w.-]+\.test\.ts)`/g)].map(([, name = '']) => name);
  const files = execFileSync('git', ['ls-files', '*.test.ts'], { cwd: root, encoding: 'utf8' });
  const there = new Set(files.split('\n').map((path) => path.slice(path.lastIndexOf('/') + 1)));
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !there.has(name))).toEqual([]);
});
