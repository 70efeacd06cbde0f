import { expect, it } from 'vitest';
import { gpuLabels } from './gpu-labels.js';

type Slots = readonly [product: string | null, memoryMib: number | null, slots: number];

it.each<[readonly Slots[], object]>([
  [[], {}],
  [[['NVIDIA H100 80GB HBM3', 81_559, 1]], { gpu: 'nvidia-h100-80gb-hbm3', memoryGb: 80 }],
  [[['NVIDIA H100 80GB HBM3', 81_559, 2]], { gpu: 'nvidia-h100-80gb-hbm3', memoryGb: 40 }],
  [
    [
      ['Tesla T4', 15_360, 1],
      ['Tesla T4', 15_109, 1],
    ],
    { gpu: 'tesla-t4', memoryGb: 15 },
  ],
  [[['NVIDIA A100-SXM4-40GB', 4768, 1]], { gpu: 'nvidia-a100-sxm4-40gb', memoryGb: 5 }],
  [[['NVIDIA H200', null, 1]], { gpu: 'nvidia-h200' }],
  [[[null, 4768, 1]], { memoryGb: 5 }],
  [
    [
      ['Tesla T4', 15_360, 1],
      ['NVIDIA A2', 15_356, 3],
    ],
    { memoryGb: 5 },
  ],
  [
    [
      ['NVIDIA A100-SXM4-80GB', 81_920, 1],
      ['NVIDIA A100-SXM4-40GB', 40_960, 1],
    ],
    { gpu: 'nvidia-a100-sxm4', memoryGb: 40 },
  ],
])('GPUs %j are %j', (gpus, labels) => {
  const planned = gpus.map(([product, memoryMib, slots], i) => ({
    device: {
      uuid: `GPU-${i}`,
      label: `GPU ${i}`,
      kind: '',
      product,
      memoryMib,
      isMemorySet: false,
    },
    slots,
    mayClose: true,
  }));
  const cores = { uuid: null, label: 'CPU', kind: '', product: null, memoryMib: 8192 };
  expect(gpuLabels(planned)).toEqual(labels);
  const withCores = { device: { ...cores, isMemorySet: true }, slots: 8, mayClose: true };
  expect(gpuLabels([...planned, withCores])).toEqual(labels);
});
