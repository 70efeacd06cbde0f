import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countUsableCores } from './usable-cores.js';

const inOwnNamespace = { 'proc/self/cgroup': '0::/\n' };
const inVersion1 = { 'proc/self/cgroup': '11:memory:/docker/4f5e\n3:cpu,cpuacct:/docker/4f5e\n' };

describe('countUsableCores', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'crossfold-cores-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it.each([
    ['no cgroups', {}, 16],
    ['no limit', { ...inOwnNamespace, 'sys/fs/cgroup/cpu.max': 'max 100000\n' }, 16],
    ['a limit', { ...inOwnNamespace, 'sys/fs/cgroup/cpu.max': '400000 100000\n' }, 4],
    ['a part of a core', { ...inOwnNamespace, 'sys/fs/cgroup/cpu.max': '250000 100000\n' }, 2],
    ['less than a core', { ...inOwnNamespace, 'sys/fs/cgroup/cpu.max': '50000 100000\n' }, 1],
    ['more than there are', { ...inOwnNamespace, 'sys/fs/cgroup/cpu.max': '6400000 100000\n' }, 16],
    [
      'a limit of a service',
      {
        'proc/self/cgroup': '0::/system.slice/crossfold.service\n',
        'sys/fs/cgroup/system.slice/crossfold.service/cpu.max': '300000 100000\n',
      },
      3,
    ],
    [
      'a limit of version 1',
      {
        ...inVersion1,
        'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '200000\n',
        'sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
      },
      2,
    ],
    [
      'no limit of version 1',
      {
        ...inVersion1,
        'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n',
        'sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
      },
      16,
    ],
  ])('with %s', async (_, files, expected) => {
    for (const [name, text] of Object.entries(files)) {
      const path = join(root, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
    expect(countUsableCores(root, 16)).toBe(expected);
  });
});
