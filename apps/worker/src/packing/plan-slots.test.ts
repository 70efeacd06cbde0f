import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Device } from '../slot/devices.js';
import { slotCandidates } from './choose-slots.js';
import { dealSlots, planSlots } from './plan-slots.js';
import { recallChoice, rememberChoice, type MeasuredOn } from './remembered-choice.js';

const shared = { kind: 'H200', product: 'NVIDIA H200', memoryMib: 143_771, isMemorySet: false };
const gpus: readonly Device[] = ['a', 'b'].map((uuid) => ({ ...shared, uuid, label: uuid }));
const cpu: Device = { ...shared, uuid: null, label: 'CPU', kind: 'EPYC', memoryMib: null };
const tensorflow = '2.21.0';
const machine = { cores: 4, memoryMib: 32_768 };

describe('planSlots', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'crossfold-plan-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  const given = (slots: number | 'auto' | null, slotsPerGpu: number | 'auto' | null = null) => ({
    slots,
    slotsPerGpu,
    slotsProbe: null,
    imageCacheDir: dir,
  });
  const plan = async (settings: ReturnType<typeof given>, devices: readonly Device[]) =>
    dealSlots(await planSlots(settings, devices, tensorflow, machine)).map(
      ({ device }) => device.label,
    );

  it.each([
    ['one to each core', given(null), [cpu], ['CPU', 'CPU', 'CPU', 'CPU']],
    ['several that share the cores', given(3), [cpu], ['CPU', 'CPU', 'CPU']],
    ['one for each GPU', given(null), gpus, ['a', 'b']],
    ['several on a GPU when asked for', given(3), gpus, ['a', 'b', 'a']],
    ['none to a GPU beyond the number that was asked for', given(1), gpus, ['a']],
    ['so many to each GPU', given(64, 2), gpus, ['a', 'b', 'a', 'b']],
    ['no GPU settings to cores', given(2, 4), [cpu], ['CPU', 'CPU']],
  ])('gives %s', async (_, settings, devices, expected) => {
    expect(await plan({ ...settings, imageCacheDir: dir }, devices)).toEqual(expected);
  });

  it.each([
    ['all cores', 8, 65_536, null, 8],
    ['fewer than cores for want of memory', 16, 24_000, null, 5],
    ['as many as the memory that is set holds', 16, 65_536, 10_000, 2],
    ['one, however little memory there is', 2, 1024, null, 1],
  ])('takes %s where nobody has said', async (_, cores, memoryMib, setMib, slots) => {
    const device = { ...cpu, memoryMib: setMib };
    const planned = await planSlots(given(null), [device], tensorflow, { cores, memoryMib });
    expect(planned).toEqual([{ device, slots, mayClose: true }]);
  });

  it('keeps to a number that somebody has set', async () => {
    const planned = await planSlots(given(3), [cpu], tensorflow, machine);
    expect(planned).toEqual([{ device: cpu, slots: 3, mayClose: false }]);
  });

  it.each([
    ['GPUs of a kind', 'auto' as const, gpus, ['a', 'b', 'a', 'b', 'a', 'b']],
    ['the cores', null, [cpu], ['CPU', 'CPU', 'CPU']],
  ])('takes what was measured on %s before', async (_, perGpu, devices, expected) => {
    const [{ kind, memoryMib, uuid } = cpu] = devices;
    const probe =
      uuid === null
        ? { backbone: 'mobilenet', imageSizePx: 96, batchSize: 16 }
        : { backbone: 'resnet50', imageSizePx: 224, batchSize: 32 };
    const candidates = slotCandidates(uuid === null ? machine.cores : null);
    const on: MeasuredOn = { kind, memoryMib, tensorflow, ...probe, threads: 1, candidates };
    await rememberChoice(dir, on, { slots: 3, rates: [{ slots: 1, imagesPerSecond: 100 }] });
    const settings = given(perGpu ?? 'auto', perGpu);
    expect(await plan(settings, devices)).toEqual(expected);
    const [first] = await planSlots(settings, devices, tensorflow, machine);
    expect(first?.mayClose).toBe(true);
    // With another library it is measured again.
    expect(await recallChoice(dir, { ...on, tensorflow: '2.22.0' })).toBeNull();
  });
});
