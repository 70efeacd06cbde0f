import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeNpy, encodeNpy } from '@crossfold/model';
import { expect, it } from 'vitest';
import { ensurePythonEnv, kerasRequirements, runPython } from '../support/python-env.js';

interface Read {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

it('reads what NumPy writes, and NumPy reads what is written here', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-npy-'));
  const shapes = [[], [5], [2, 3], [2, 1, 3, 2]];
  const arrays = shapes.map((shape) => {
    const length = shape.reduce((product, side) => product * side, 1);
    return { shape, data: Float32Array.from({ length }, (_, i) => Math.sin(i) * 1e3) };
  });
  const ours = arrays.map((_, index) => join(folder, `ours${index}.npy`));
  for (const [index, array] of arrays.entries()) {
    await writeFile(ours[index] as string, encodeNpy(array));
  }
  const theirs = { [join(folder, 'one.npy')]: 1, [join(folder, 'two.npy')]: 2 };
  const python = await ensurePythonEnv('keras', kerasRequirements);
  const script = new URL('./npy.py', import.meta.url).pathname;
  const read = await runPython<Read[]>(python, script, { ours, theirs });
  expect(read).toEqual(
    arrays.map(({ shape, data }) => ({ dtype: '<f4', shape, values: [...data] })),
  );
  for (const path of Object.keys(theirs)) {
    const { shape, data } = decodeNpy(await readFile(path), path);
    expect(shape).toEqual([2, 3, 4]);
    expect([...data]).toEqual(
      Array.from({ length: 24 }, (_, i) => Math.fround(Math.fround(i / 7) - 1)),
    );
  }
  await rm(folder, { recursive: true, force: true });
});
