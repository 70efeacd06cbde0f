import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { visibleGpus, type TrainingConfig } from '@crossfold/contracts';
import { describeBackend } from '@crossfold/graph/tensorflow';
import type { Precision } from './training-session.js';

/** Instruction sets that multiply bfloat16: Intel's from Cooper Lake on, AMD's from Zen 4 on. */
const nativeFlags = /^flags\s*:.*\b(avx512_bf16|amx_bf16)\b/m;

/** What training computes in on this device. */
export function choosePrecision(wanted: TrainingConfig['precision']): Precision {
  if (wanted !== 'auto') return wanted;
  if (describeBackend().device === 'gpu') return precisionOfGpu(computeCapability());
  return nativeFlags.test(cpuInfo()) ? 'bfloat16' : 'float32';
}

/**
 * Tensor cores multiply float16 from Volta on, and bfloat16 too from Ampere on.
 *
 * @param capability compute capability of CUDA; null where the driver does not tell
 */
export function precisionOfGpu(capability: number | null): Precision {
  if (capability === null || capability < 7) return 'float32';
  return capability < 8 ? 'float16' : 'bfloat16';
}

const driverTimeoutMs = 10_000;

/** Of the first GPU that this process sees. */
function computeCapability(): number | null {
  try {
    const gpu = visibleGpus(process.env)?.[0];
    // A slice cannot be asked by its name; MIG is of Ampere (8.0) and later.
    if (gpu?.startsWith('MIG-')) return 8;
    const chosen = gpu ? ['--id', gpu] : [];
    const query = ['--query-gpu=compute_cap', '--format=csv,noheader'];
    const text = execFileSync('nvidia-smi', [...chosen, ...query], {
      encoding: 'utf8',
      timeout: driverTimeoutMs,
      killSignal: 'SIGKILL',
    });
    const found = /^\d+\.\d+$/m.exec(text)?.[0];
    return found === undefined ? null : Number(found);
  } catch {
    return null;
  }
}

/** Text of Linux; nothing elsewhere, where no CPU with these instructions is known to run. */
function cpuInfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return '';
  }
}
