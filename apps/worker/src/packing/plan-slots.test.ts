import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Device } from '../slot/devices.js';
import { slotCandidates } from './choose-slots.js';
import { dealSlots, planSlots } from './plan-slots.js';
import { recallChoice, rememberChoice, type MeasuredOn } from './remembered-choice.js';

const shared = { kind: 'H200', memoryMib: 143_771, isMemorySet: false };
const gpus: readonly Device[] = ['a', 'b'].map((uuid) => ({ ...shared, uuid, label: uuid }));
const cpu: Device = { ...shared, uuid: null, label: 'CPU', kind: 'EPYC', memoryMib: null };
const tensorflow = '2.21.0';

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
    dealSlots(await planSlots(settings, devices, tensorflow)).map(({ device }) => device.label);

  it.each([
    ['one on the cores', given(null), [cpu], ['CPU']],
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
    ['GPUs of a kind', 'auto' as const, gpus, ['a', 'b', 'a', 'b', 'a', 'b']],
    ['the cores', null, [cpu], ['CPU', 'CPU', 'CPU']],
  ])('takes what was measured on %s before', async (_, perGpu, devices, expected) => {
    const [{ kind, memoryMib, uuid } = cpu] = devices;
    const probe =
      uuid === null
        ? { backbone: 'mobilenet', imageSizePx: 96, batchSize: 16 }
        : { backbone: 'resnet50', imageSizePx: 224, batchSize: 32 };
    const candidates = slotCandidates(uuid === null ? availableParallelism() : null, 2);
    const on: MeasuredOn = { kind, memoryMib, tensorflow, ...probe, threads: 2, candidates };
    await rememberChoice(dir, on, { slots: 3, rates: [{ slots: 1, imagesPerSecond: 100 }] });
    const settings = given(perGpu ?? 'auto', perGpu);
    expect(await plan(settings, devices)).toEqual(expected);
    const [first] = await planSlots(settings, devices, tensorflow);
    expect(first?.isMeasured).toBe(true);
    // With another library it is measured again.
    expect(await recallChoice(dir, { ...on, tensorflow: '2.22.0' })).toBeNull();
  });
});
