import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeHostileFiles, type HostileFiles } from '../support/hostile-hdf5.js';

/** By what h5py wrote, what is said of it. */
const refusals = {
  'external-file.h5': /values are stored in another file/,
  'external-device.h5': /values are stored in another file/,
  'virtual.h5': /got a virtual one, made of other arrays/,
  'virtual-within.h5': /got a virtual one, made of other arrays/,
  'link.h5': /got a link to another/,
  'gzip-bomb.h5': /got a packed one/,
  'huge-shape.h5': /expected \[4\], got \[1099511627776\]/,
  'wide-type.h5': /got elements of 67108864 bytes/,
} as const;

describe('HDF5 files of h5py', () => {
  let files: HostileFiles;

  beforeAll(async () => {
    files = await writeHostileFiles();
  });

  afterAll(() => files.remove());

  it('are those that are looked at here', () => {
    expect(files.names).toEqual(Object.keys(refusals));
  });

  it.each(Object.entries(refusals))('%s is refused by name', async (name, message) => {
    const loading = files.load(name);
    await expect(loading).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
    await expect(loading).rejects.toThrow(message);
  });
});
