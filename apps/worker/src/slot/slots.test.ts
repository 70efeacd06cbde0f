import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSlots, listGpus, nameDevices, slotEnvironments } from './slots.js';

const gpu = (name: string) => ({ uuid: name, label: `GPU ${name}` });

describe('slotEnvironments', () => {
  it.each([
    ['one slot on a machine without GPUs', null, [], [{}]],
    ['several that share its cores', 3, [], [{}, {}, {}]],
    [
      'one slot for each GPU',
      null,
      ['0', '1'],
      [{ CUDA_VISIBLE_DEVICES: '0' }, { CUDA_VISIBLE_DEVICES: '1' }],
    ],
    [
      'several slots on a GPU when asked for',
      3,
      ['4', '7'],
      ['4', '7', '4'].map((gpu) => ({ CUDA_VISIBLE_DEVICES: gpu })),
    ],
  ])('gives %s', (_, slots, gpus, expected) => {
    expect(slotEnvironments(slots, gpus.map(gpu))).toEqual(expected);
  });
});

describe('listGpus', () => {
  it.each([
    ['2,3', ['2', '3']],
    ['GPU-8932f937', ['GPU-8932f937']],
    ['', []],
    ['-1', []],
  ])('believes CUDA_VISIBLE_DEVICES=%s', async (value, expected) => {
    const faults: string[] = [];
    const gpus = await listGpus({ CUDA_VISIBLE_DEVICES: value }, (fault) => faults.push(fault));
    expect({ gpus, faults }).toEqual({ gpus: expected.map(gpu), faults: [] });
  });

  // A card divided by MIG beside a whole one, as drivers from 470 on list them, and before.
  const slices = ['fb42055e-9e53-5764-9278-438605a3014c', 'c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f'];
  const whole = 'GPU-48aeb943-9458-4282-da24-e5f49e0db44b';
  const divided = 'GPU-5c89852c-d268-c3f3-1b07-005d5ae1dc3f';
  it.each([
    ['470', slices.map((uuid) => `MIG-${uuid}`)],
    ['450', ['7', '8'].map((instance) => `MIG-${divided}/${instance}/0`)],
  ])('names GPUs and all MIG slices by UUID (driver %s)', async (_, uuids) => {
    const folder = await mkdtemp(join(tmpdir(), 'crossfold-nvidia-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const listed = [
      `GPU 0: NVIDIA A100-SXM4-40GB (UUID: ${divided})`,
      ...uuids.map((uuid, i) => `  MIG 3g.20gb     Device  ${i}: (UUID: ${uuid})`),
      'Unable to determine the device handle for gpu 0000:07:00.0: GPU is lost.',
      `GPU 1: NVIDIA H200 (UUID: ${whole})`,
    ];
    const script = `#!/bin/sh\n[ "$*" = -L ] || exit 2\ncat <<'END'\n${listed.join('\n')}\nEND\n`;
    await writeFile(join(folder, 'nvidia-smi'), script);
    await chmod(join(folder, 'nvidia-smi'), 0o755);
    const faults: string[] = [];
    const environment = { PATH: `${folder}:${process.env['PATH'] ?? ''}` };
    const gpus = await listGpus(environment, (fault) => faults.push(fault));
    const slots = slotEnvironments(null, gpus);
    expect(slots).toEqual([...uuids, whole].map((uuid) => ({ CUDA_VISIBLE_DEVICES: uuid })));
    expect(nameDevices(slots, gpus)).toBe('GPU 0 MIG 3g.20gb 0, GPU 0 MIG 3g.20gb 1, GPU 1');
    expect(faults).toEqual([listed[3]]);
  });
});

describe('createSlots', () => {
  it('lets no more in than there are slots, each in one at a time, also after failures', async () => {
    const slots = createSlots([{ SLOT: 'a' }, { SLOT: 'b' }]);
    const busy = new Set<string | undefined>();
    const order: number[] = [];
    const work = (number: number) =>
      slots.use(async ({ SLOT: slot }) => {
        expect(busy.has(slot)).toBe(false);
        busy.add(slot);
        order.push(number);
        await new Promise((resolve) => setTimeout(resolve, 1));
        busy.delete(slot);
        if (number % 3 === 0) throw new Error(`task ${number}`);
        return number;
      });
    const results = await Promise.allSettled(Array.from({ length: 9 }, (_, i) => work(i)));
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(3);
    expect(slots.count).toBe(2);
  });
});
