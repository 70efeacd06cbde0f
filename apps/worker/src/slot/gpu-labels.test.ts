import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { gpuLabels } from './gpu-labels.js';

/** Of GPUs as the driver lists them: name and memory. */
async function labelsOf(gpus: readonly (readonly [name: string, memory: string])[]) {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-smi-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const rows = gpus.map(
    ([name, memory], i) =>
      `${i}, GPU-0000000${i}-aaaa-bbbb-cccc-000000000000, ${name}, 550.54, ${memory}`,
  );
  const program = join(folder, 'nvidia-smi');
  await writeFile(program, `#!/bin/sh\ncat <<'END'\n${rows.join('\n')}\nEND\n`);
  await chmod(program, 0o755);
  return gpuLabels({ PATH: `${folder}:${process.env['PATH'] ?? ''}` });
}

it.each([
  [[], {}],
  [[['NVIDIA H100 80GB HBM3', '81559 MiB']], { gpu: 'nvidia-h100-80gb-hbm3', memoryGb: 80 }],
  [
    [
      ['Tesla T4', '15360 MiB'],
      ['Tesla T4', '15109 MiB'],
    ],
    { gpu: 'tesla-t4', memoryGb: 15 },
  ],
  [[['NVIDIA H200', '[N/A]']], { gpu: 'nvidia-h200' }],
  [
    [
      ['Tesla T4', '15360 MiB'],
      ['NVIDIA A2', '15356 MiB'],
    ],
    {},
  ],
] as const)('GPUs %j are %j', async (gpus, labels) => {
  expect(await labelsOf(gpus)).toEqual(labels);
});
