import { readFileSync } from 'node:fs';

/**
 * Processes that the kernel has killed for want of memory so far; 0 where it does not say. Told by
 * the memory cgroup that this process and its children are in, which is that of the container where
 * there is one; else of the whole machine (`/proc/vmstat`), whose count also grows when a neighbour
 * is killed.
 *
 * @param root holds `proc` and `sys`
 */
export function countMemoryKills(root = '/'): number {
  for (const path of [...cgroupFiles(readOrEmpty(`${root}/proc/self/cgroup`)), 'proc/vmstat']) {
    const found = /^oom_kill (\d+)$/m.exec(readOrEmpty(`${root}/${path}`));
    if (found) return Number(found[1]);
  }
  return 0;
}

/**
 * Where cgroups say it, version 2 first. In a container the cgroup is mounted as the root of the
 * tree, and its path may be that of the host, which is not there.
 *
 * @param cgroups lines `ID:CONTROLLERS:PATH`, see cgroups(7)
 */
function* cgroupFiles(cgroups: string): Generator<string> {
  const path = (pattern: RegExp) => pattern.exec(cgroups)?.[1];
  const [unified, memory] = [
    path(/^0::(\/.*)$/m),
    path(/^\d+:(?:[^:]+,)?memory(?:,[^:]+)?:(\/.*)$/m),
  ];
  if (unified !== undefined) {
    yield `sys/fs/cgroup${unified}/memory.events`;
    yield 'sys/fs/cgroup/memory.events';
  }
  if (memory !== undefined) {
    yield `sys/fs/cgroup/memory${memory}/memory.oom_control`;
    yield 'sys/fs/cgroup/memory/memory.oom_control';
  }
}

/** No such file outside Linux, or in another version of cgroups. */
function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
