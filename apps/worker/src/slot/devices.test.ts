import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { holds, listDevices, nameDevices, slotEnvironment, type Device } from './devices.js';

const gpu: Device = {
  uuid: 'GPU-48aeb943',
  label: 'GPU 1',
  kind: 'NVIDIA H200, driver 570.86.15',
  product: 'NVIDIA H200',
  memoryMib: 143_771,
  isMemorySet: false,
};
const cpu: Device = { ...gpu, uuid: null, label: 'CPU', memoryMib: null };

/** A driver that has a divided card, a lost one and a whole one. */
async function driverOf(lines: readonly string[], rows: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-nvidia-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const print = (text: readonly string[]) => `cat <<'END'\n${text.join('\n')}\nEND`;
  const script = `#!/bin/sh\nif [ "$*" = -L ]; then ${print(lines)}\nelse ${print(rows)}\nfi\n`;
  await writeFile(join(folder, 'nvidia-smi'), script);
  await chmod(join(folder, 'nvidia-smi'), 0o755);
  return { PATH: `${folder}:${process.env['PATH'] ?? ''}` };
}

describe('listDevices', () => {
  it.each([
    ['2,3', ['2', '3']],
    ['GPU-8932f937', ['GPU-8932f937']],
    ['', [null]],
    ['-1', [null]],
  ])('believes CUDA_VISIBLE_DEVICES=%s', async (value, expected) => {
    const faults: string[] = [];
    const environment = { CUDA_VISIBLE_DEVICES: value };
    const devices = await listDevices(environment, null, (fault) => faults.push(fault));
    expect(devices.map(({ uuid }) => uuid)).toEqual(expected);
    expect(nameDevices(devices)).toBe(
      expected.map((name) => (name === null ? 'CPU' : `GPU ${name}`)).join(', '),
    );
    expect(faults).toEqual([]);
  });

  // A card divided by MIG beside a whole one, as drivers from 470 on list them, and before.
  const slices = ['fb42055e-9e53-5764-9278-438605a3014c', 'c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f'];
  const whole = 'GPU-48aeb943-9458-4282-da24-e5f49e0db44b';
  const divided = 'GPU-5c89852c-d268-c3f3-1b07-005d5ae1dc3f';
  it.each([
    ['470', slices.map((uuid) => `MIG-${uuid}`)],
    ['450', ['7', '8'].map((instance) => `MIG-${divided}/${instance}/0`)],
  ])('names GPUs and all MIG slices by UUID (driver %s)', async (driver, uuids) => {
    const lost = 'Unable to determine the device handle for gpu 0000:07:00.0: GPU is lost.';
    const environment = await driverOf(
      [
        `GPU 0: NVIDIA A100-SXM4-40GB (UUID: ${divided})`,
        ...uuids.map((uuid, i) => `  MIG 3g.20gb     Device  ${i}: (UUID: ${uuid})`),
        lost,
        `GPU 1: NVIDIA H200 (UUID: ${whole})`,
      ],
      [
        `0, ${divided}, NVIDIA A100-SXM4-40GB, ${driver}.1, 40960 MiB`,
        `1, ${whole}, NVIDIA H200, ${driver}.1, 143771 MiB`,
      ],
    );
    const faults: string[] = [];
    const devices = await listDevices(environment, null, (fault) => faults.push(fault));
    const slice = `NVIDIA A100-SXM4-40GB MIG 3g.20gb, driver ${driver}.1`;
    // A slice has a little more than its profile says, which counts in GB.
    expect(devices.map(({ uuid, kind, memoryMib }) => [uuid, kind, memoryMib])).toEqual([
      [uuids[0], slice, 19_073],
      [uuids[1], slice, 19_073],
      [whole, `NVIDIA H200, driver ${driver}.1`, 143_771],
    ]);
    expect(nameDevices(devices)).toBe('GPU 0 MIG 3g.20gb 0, GPU 0 MIG 3g.20gb 1, GPU 1');
    expect(faults).toEqual([lost]);

    const [chosen] = await listDevices(
      { ...environment, CUDA_VISIBLE_DEVICES: '1' },
      null,
      () => {},
    );
    expect(chosen).toMatchObject({ uuid: '1', label: 'GPU 1', memoryMib: 143_771 });
    const named = { ...environment, CUDA_VISIBLE_DEVICES: `${uuids[1]},0` };
    const parts = await listDevices(named, null, () => {});
    const part = { kind: slice, product: 'NVIDIA A100-SXM4-40GB', memoryMib: 19_073 };
    expect(parts).toMatchObject([
      { uuid: uuids[1], label: 'GPU 0 MIG 3g.20gb 1', ...part },
      { uuid: '0', label: 'GPU 0 MIG 3g.20gb 0', ...part },
    ]);
    const [given] = await listDevices(environment, 8192, () => {});
    expect(given).toMatchObject({ memoryMib: 8192, isMemorySet: true });
  });
});

describe('slotEnvironment', () => {
  it('leaves a slot that has a device alone all of its memory', () => {
    expect(slotEnvironment(gpu, 1)).toEqual({ CUDA_VISIBLE_DEVICES: 'GPU-48aeb943' });
    expect(slotEnvironment(cpu, 1)).toEqual({});
  });

  it('divides the memory of a GPU, less what CUDA takes for each process', () => {
    // Of 34,918 MiB: see session-config.test.ts.
    expect(slotEnvironment(gpu, 4)).toEqual({
      CUDA_VISIBLE_DEVICES: 'GPU-48aeb943',
      CROSSFOLD_TENSORFLOW_CONFIG: '320c20014a080a060a0400660847',
    });
  });

  it('knows no limit where nobody says how much memory there is', () => {
    expect(slotEnvironment({ ...gpu, memoryMib: null }, 3)).toEqual(slotEnvironment(gpu, 1));
    expect(slotEnvironment(cpu, 3)).toEqual({});
  });

  it('holds slots to the memory that was set, also one alone', () => {
    const set = { ...cpu, memoryMib: 1000, isMemorySet: true };
    const limits = [1, 3].map((slots) => slotEnvironment(set, slots)['TF_CPU_BFC_MEM_LIMIT_IN_MB']);
    expect(limits).toEqual(['1000', '333']);
  });
});

it('tells how many slots leave each enough memory', () => {
  const small = { ...gpu, memoryMib: 8192 };
  expect([1, 2, 3, 4, 5].map((slots) => holds(small, slots))).toEqual([
    true,
    true,
    true,
    true,
    false,
  ]);
  expect(holds({ ...gpu, memoryMib: 2048 }, 1)).toBe(true);
  expect(holds(cpu, 64)).toBe(true);
});
