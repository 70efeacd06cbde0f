import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planFolds, foldPlanCsv, measureLeak } from '@crossfold/data';
import { firstScheme } from '@crossfold/contracts';
import { openObjectStore } from '@crossfold/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addBareDataset } from '../support/bare-dataset.js';
import { ham10000Rows } from '../support/ham10000-table.js';
import { runCli } from '../support/processes.js';

const folder = mkdtempSync(join(tmpdir(), 'crossfold-audit-'));
const home = join(folder, 'home');
const env = { CROSSFOLD_HOME: home, CROSSFOLD_URL: '', CROSSFOLD_STORE: '', REDIS_URL: '' };
const options = { folds: 5, seed: 1, sealedShare: 0.15 } as const;
const source = { ...firstScheme, images: ham10000Rows() };
const grouped = planFolds(source, { ...options, protocol: 'grouped' }, null);
const byImage = planFolds(source, { ...options, protocol: 'image' }, null);

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

beforeAll(async () => {
  const store = openObjectStore({ kind: 'file', dir: join(home, 'store') });
  await addBareDataset(store);
  await store.close();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('crossfold audit', () => {
  it('has nothing to say of folds of 10,015 images that keep lesions whole', async () => {
    const split = write('grouped.csv', foldPlanCsv(grouped));
    const { code, stdout } = await runCli(['audit', split, '--strict'], env);
    expect({ code, leaks: /LEAK/.test(stdout) }).toEqual({ code: 0, leaks: false });
    expect(stdout).toContain('- No leak');
    expect(stdout).not.toMatch(/has no image of|differ from those/);
  });

  it('counts of a split by image what the plan itself does, and ends with 3 where that is asked for', async () => {
    const split = write('image.csv', foldPlanCsv(byImage));
    const csv = join(folder, 'images.csv');
    const predictions = byImage.assignments.map(
      ({ imageId, label }, i) => `${imageId}.jpg,${i % 3 === 0 ? 'nv' : label}`,
    );
    const file = write('predictions.csv', `file,answer\n${predictions.join('\n')}\n`);
    const asked = ['--predictions', file, '--predicted', 'answer', '--csv', csv];
    const { code, stdout } = await runCli(['--json', 'audit', split, '--strict', ...asked], env);
    expect(code).toBe(3);
    const audit = JSON.parse(stdout) as {
      readonly leaks: readonly { readonly part: string; readonly leakedImages: number }[];
      readonly predictions: {
        readonly scores: readonly { readonly name: string; readonly images: number }[];
      };
    };
    const ofFolds = audit.leaks.filter(({ part }) => part !== 'sealed');
    const leaked = ofFolds.reduce((sum, { leakedImages }) => sum + leakedImages, 0);
    expect(leaked).toBe(measureLeak(byImage.assignments).leakedImages);
    expect(audit.predictions.scores.map(({ name }) => name).sort()).toEqual([
      'out of fold',
      'sealed',
    ]);
    expect(readFileSync(csv, 'utf8').split('\n')[0]).toMatch(/^crossing,kind,key,image,part,group/);
  });

  it('takes groups and labels from a data set, and says what is not in it', async () => {
    const lines = Array.from(
      { length: 68 },
      (_, i) => `image-${String(i + 4).padStart(2, '0')},${i % 2}`,
    );
    const split = write('drawn.csv', `image,fold\n${lines.join('\n')}\n`);
    const { code, stdout } = await runCli(['--json', 'audit', split, '--dataset', 'drawn'], env);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      classes: firstScheme.classes,
      notes: expect.arrayContaining([
        { kind: 'unknown-image', images: ['image-70', 'image-71'] },
        { kind: 'left-out', images: ['image-00', 'image-01', 'image-02', 'image-03'] },
      ]),
    });
  });

  it('names the line, the column and the remedy of a wrong table', async () => {
    const split = write('wrong.csv', 'image,fold\na,0\nb,\n');
    const { code, stderr } = await runCli(['audit', split], env);
    expect(code).toBe(2);
    expect(stderr).toMatch(/line 3, column "fold": expected a value, got an empty cell/);
    expect(stderr).toContain('remedy: Mend the cells that are listed');
  });
});
