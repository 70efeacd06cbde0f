import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** Instruction sets that decide how fast convolutions are. */
  readonly vectors: readonly string[];
  readonly memoryGib: number;
  readonly node: string;
  /** Mean number of runnable processes in the last minute, ours included. */
  readonly load: number;
}

const vectorSets = ['avx2', 'fma', 'avx512f', 'avx512_bf16', 'amx_bf16'];

export function describeMachine(): Machine {
  const flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.split(' ');
  return {
    cpu: cpus()[0]?.model.trim() ?? process.arch,
    cores: availableParallelism(),
    vectors: vectorSets.filter((name) => flags?.includes(name)),
    memoryGib: Math.round(totalmem() / 1024 ** 3),
    node: process.versions.node,
    load: loadavg()[0] ?? NaN,
  };
}
