import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readStudyFile } from './study-file.js';
import { assertWeightsThere } from './weights-paths.js';

const dir = await mkdtemp(join(tmpdir(), 'crossfold-weights-paths-'));
afterAll(() => rm(dir, { recursive: true }));

const text = `
name: a
dataset: b
baseline: { model: { weights: { from: file, path: weights/a.h5 } } }
arms:
  explicit:
    - { name: up, overrides: { model: { weights: { from: file, path: ../b.h5 } } } }
    - { name: whole, overrides: { model: { weights: { from: file, path: /c.h5 } } } }
    - { name: none, overrides: { model: { weights: { from: random } } } }
`;

it('takes a relative path of weights beside the study file, in every variant', async () => {
  await mkdir(join(dir, 'studies/weights'), { recursive: true });
  const file = join(dir, 'studies', 'study.yaml');
  await writeFile(file, text);
  const spec = await readStudyFile(file);
  const weights = (path: string) => ({ model: { weights: { from: 'file', path } } });
  expect(spec).toMatchObject({
    baseline: weights(join(dir, 'studies/weights/a.h5')),
    arms: {
      explicit: [
        { name: 'up', overrides: weights(join(dir, 'b.h5')) },
        { name: 'whole', overrides: weights('/c.h5') },
        { name: 'none', overrides: { model: { weights: { from: 'random' } } } },
      ],
    },
  });
  await writeFile(join(dir, 'studies/weights/a.h5'), '');
  await mkdir(join(dir, 'b.h5'));
  await expect(assertWeightsThere(spec)).rejects.toMatchObject({
    code: 'WEIGHTS_INVALID',
    problems: [`${join(dir, 'b.h5')}: no regular file`, '/c.h5: nothing there'],
  });
});

it('takes the paths of stages beside the study file, too', async () => {
  const file = join(dir, 'staged.yaml');
  const weights = (path: string) => ({ model: { weights: { from: 'file', path } } });
  const stages = [
    { name: 'a', arms: { explicit: [{ name: 'b', overrides: weights('b.h5') }] } },
    { name: 'c', baseline: { winnerOf: 'a', overrides: weights('c.h5') } },
  ];
  await writeFile(file, JSON.stringify({ name: 's', dataset: 'd', stages }));
  const spec = await readStudyFile(file);
  expect(spec).toMatchObject({
    stages: [
      { arms: { explicit: [{ overrides: weights(join(dir, 'b.h5')) }] } },
      { baseline: { overrides: weights(join(dir, 'c.h5')) } },
    ],
  });
  await expect(assertWeightsThere(spec)).rejects.toMatchObject({
    problems: [`${join(dir, 'b.h5')}: no regular file`, `${join(dir, 'c.h5')}: nothing there`],
  });
});

it('leaves what is no study file to the server', async () => {
  const file = join(dir, 'odd.yaml');
  await writeFile(file, 'baseline: [1]\narms: { explicit: 3 }\n');
  expect(await readStudyFile(file)).toEqual({ baseline: [1], arms: { explicit: 3 } });
  await assertWeightsThere({ baseline: { model: { weights: { path: 7 } } } });
});
