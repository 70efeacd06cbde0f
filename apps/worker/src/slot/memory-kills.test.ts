import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countMemoryKills } from './memory-kills.js';

const vmstat = 'nr_free_pages 1893321\npgfault 1\noom_kill 7\ndrop_pagecache 0\n';

/** As Linux 5.17 and later write it. */
function events(kills: number): string {
  return `low 0\nhigh 0\nmax 41\noom ${kills}\noom_kill ${kills}\noom_group_kill 0\n`;
}

function oomControl(kills: number): string {
  return `oom_kill_disable 0\nunder_oom 0\noom_kill ${kills}\n`;
}

/** Both versions at once, as systemd mounts them in hybrid mode: memory belongs to version 1. */
const hybrid = '9:name=systemd:/\n5:devices:/\n4:memory:/workers/a\n1:cpu,cpuacct:/\n0::/\n';

describe('countMemoryKills', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'crossfold-kills-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  async function count(files: Readonly<Record<string, string>>): Promise<number> {
    for (const [name, text] of Object.entries(files)) {
      const path = join(root, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
    return countMemoryKills(root);
  }

  it.each([
    [
      'version 2, in a container with a namespace of its own',
      { 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/memory.events': events(2) },
      2,
    ],
    [
      'version 2, in a container that sees the path of the host',
      { 'proc/self/cgroup': '0::/docker/4f5e\n', 'sys/fs/cgroup/memory.events': events(3) },
      3,
    ],
    [
      'version 2, in a service of the machine',
      {
        'proc/self/cgroup': '0::/system.slice/crossfold.service\n',
        'sys/fs/cgroup/system.slice/crossfold.service/memory.events': events(0),
      },
      0,
    ],
    [
      'version 2, at the root of the machine, which counts none',
      { 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/cgroup.controllers': 'cpu memory\n' },
      7,
    ],
    [
      'version 1, in a container',
      {
        'proc/self/cgroup': '11:memory:/docker/4f5e\n3:cpu,cpuacct:/docker/4f5e\n',
        'sys/fs/cgroup/memory/memory.oom_control': oomControl(4),
      },
      4,
    ],
    [
      'both versions',
      {
        'proc/self/cgroup': hybrid,
        'sys/fs/cgroup/memory/workers/a/memory.oom_control': oomControl(5),
        'sys/fs/cgroup/memory/memory.oom_control': oomControl(6),
      },
      5,
    ],
    [
      'version 1 of Linux before 4.13, which does not count',
      {
        'proc/self/cgroup': hybrid,
        'sys/fs/cgroup/memory/workers/a/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\n',
      },
      7,
    ],
    ['no cgroups', {}, 7],
  ])('reads %s', async (_, files, expected) => {
    expect(await count({ 'proc/vmstat': vmstat, ...files })).toBe(expected);
  });

  it('is 0 where nothing tells', async () => {
    expect(await count({})).toBe(0);
  });
});
