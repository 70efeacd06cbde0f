import { readFileSync } from 'node:fs';
import type { TrainingConfig } from '@crossfold/contracts';
import { describeBackend } from './backend.js';
import type { Precision } from './training-session.js';

/** Instruction sets that multiply bfloat16: Intel's from Cooper Lake on, AMD's from Zen 4 on. */
const nativeFlags = /^flags\s*:.*\b(avx512_bf16|amx_bf16)\b/m;

/** What training computes in on this device. */
export function choosePrecision(wanted: TrainingConfig['precision']): Precision {
  if (wanted !== 'auto') return wanted;
  return describeBackend().device === 'gpu' || nativeFlags.test(cpuInfo()) ? 'bfloat16' : 'float32';
}

/** Text of Linux; nothing elsewhere, where no CPU with these instructions is known to run. */
function cpuInfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return '';
  }
}
