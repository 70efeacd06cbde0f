import { availableParallelism } from 'node:os';
import { readCgroup } from './cgroups.js';

/**
 * Cores that this process may use: those of its affinity, or fewer where a container is held to a share
 * of their time.
 *
 * @param root holds `proc` and `sys`
 * @param cores of its affinity
 */
export function countUsableCores(root = '/', cores = availableParallelism()): number {
  return Math.max(1, Math.min(cores, Math.floor(coresOfQuota(root))));
}

function coresOfQuota(root: string): number {
  const of = (unified: string, legacy: string) =>
    readCgroup({ controller: 'cpu', unified, legacy }, root);
  // Version 2: `QUOTA PERIOD`, in microseconds, or `max PERIOD`.
  for (const text of of('cpu.max', '')) {
    const [, quota, period] = /^(\d+) (\d+)$/m.exec(text) ?? [];
    if (quota && period) return Number(quota) / Number(period);
  }
  const [quota, period] = ['cpu.cfs_quota_us', 'cpu.cfs_period_us'].map((legacy) =>
    [...of('', legacy)].map(Number).find((number) => number > 0),
  );
  return quota && period ? quota / period : Infinity;
}
