import { readCgroup, readOrEmpty, type CgroupFile } from './cgroups.js';

const kills: CgroupFile = {
  controller: 'memory',
  unified: 'memory.events',
  legacy: 'memory.oom_control',
};

/**
 * Processes that the kernel has killed for want of memory so far; 0 where it does not say. Told by
 * the memory cgroup of this process; else of the whole machine (`/proc/vmstat`), whose count also grows
 * when a neighbour is killed.
 *
 * @param root holds `proc` and `sys`
 */
export function countMemoryKills(root = '/'): number {
  for (const text of [...readCgroup(kills, root), readOrEmpty(`${root}/proc/vmstat`)]) {
    const found = /^oom_kill (\d+)$/m.exec(text);
    if (found) return Number(found[1]);
  }
  return 0;
}
