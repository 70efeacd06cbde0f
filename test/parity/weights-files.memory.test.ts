import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeHostileFiles, type HostileFiles } from '../support/hostile-hdf5.js';

describe('hostile HDF5 files', () => {
  let files: HostileFiles;

  beforeAll(async () => {
    files = await writeHostileFiles();
  });

  afterAll(() => files.remove());

  it('are refused at no memory to speak of', async () => {
    const refuse = (name: string) => expect(files.load(name)).rejects.toThrow();
    // The reader itself takes memory when it is loaded.
    await refuse('link.h5');
    const before = process.memoryUsage.rss();
    for (const name of files.names) await refuse(name);
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 2 ** 20);
  });
});
