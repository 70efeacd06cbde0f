import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openObjectStore } from '@crossfold/storage';
import { expect, it, onTestFinished } from 'vitest';
import { addBareDataset } from '../support/bare-dataset.js';
import { drawnImages } from '../support/drawn-images.js';
import { runProgram } from '../support/processes.js';

const atTerminal = fileURLToPath(new URL('../support/at_terminal.py', import.meta.url));
const cli = fileURLToPath(new URL('../../apps/cli/bundle/main.js', import.meta.url));

/** A store, and the command at a terminal whose user says no. */
async function openHome() {
  const home = await mkdtemp(join(tmpdir(), 'crossfold-refused-'));
  const dir = join(home, 'store');
  const store = openObjectStore({ kind: 'file', dir });
  onTestFinished(async () => {
    await store.close();
    await rm(home, { recursive: true });
  });
  const env = {
    CROSSFOLD_HOME: home,
    CROSSFOLD_STORE: pathToFileURL(dir).href,
    CROSSFOLD_URL: '',
    CROSSFOLD_WEIGHTS_DIR: join(home, 'weights'),
    TERM: 'xterm',
  };
  const refuse = async (...args: string[]) => {
    const command = ['python3', atTerminal, 'n', process.execPath, cli, ...args];
    const { code, stdout } = await runProgram(command, env);
    // Without what moves the cursor.
    return { code, shown: stdout.replace(/\u001b\[[\d;?]*[A-Za-z]|\r/g, '') };
  };
  const keys = async () => {
    const found: string[] = [];
    for await (const { key } of store.list('')) found.push(key);
    return found.sort();
  };
  return { home, store, keys, refuse };
}

it('shows what a study comes to, and submits nothing when that is refused', async () => {
  const { home, store, keys, refuse } = await openHome();
  await addBareDataset(store);
  const before = await keys();
  const file = join(home, 'study.yaml');
  await writeFile(
    file,
    'name: plain\ndataset: drawn\nfolds: 2\nseeds: [1]\nbaseline: { model: { backbone: tiny, imageSizePx: 32 } }\n',
  );
  const { code, shown } = await refuse('run', file);
  expect({ code }, shown).toEqual({ code: 1 });
  expect(shown).toContain('plain: 2 trials; each has ');
  expect(shown).toMatch(/Submit it\? \[y\/N\] n\nnothing was submitted/);
  expect(await keys()).toEqual(before);
});

it('shows what a reproduction comes to on a folder in the layout of HAM10000, and leaves nothing of it', async () => {
  const { keys, refuse } = await openHome();
  const { code, shown } = await refuse(
    'reproduce',
    'paper',
    '--quick',
    '--data',
    await drawnImages(),
  );
  expect({ code }, shown).toEqual({ code: 1 });
  expect(shown).toContain('masks: 140 of 140');
  expect(shown).toContain('paper-quick-backbones: 8 trials; each has ');
  expect(shown).toContain('stage ablation, as if resnet50 won:');
  // There are masks.
  expect(shown).toMatch(/background-only: region.part full → background-only/);
  expect(shown).toContain('with-tta: evaluation.testTimeAugmentation none → dihedral8');
  expect(shown).toContain('no --evaluate-on: the models predict no other data set');
  expect(shown).toMatch(
    /Submit it\? \[y\/N\] n\nnothing was submitted\nthe data set ham10000 was taken out again/,
  );
  expect(await keys()).toEqual([]);
});

it('names the weights that a reproduction lacks before it reads an image', async () => {
  const { home, keys, refuse } = await openHome();
  const { code, shown } = await refuse(
    ...['reproduce', 'paper', '--data', await drawnImages(), '--set', 'folds=2'],
  );
  expect({ code }, shown).toEqual({ code: 1 });
  expect(shown).toContain(`expected the ImageNet weights of mobilenet in ${join(home, 'weights')}`);
  expect(shown).not.toContain('masks: ');
  expect(await keys()).toEqual([]);
});
