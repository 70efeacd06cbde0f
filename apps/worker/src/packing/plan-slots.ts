import { availableParallelism } from 'node:os';
import { defaultThreads } from '@crossfold/contracts';
import type { StepTask } from '@crossfold/training/tensorflow';
import type { SlotCount, WorkerConfig } from '../process/config.js';
import { log } from '../process/log.js';
import { holds, slotEnvironment, type Device } from '../slot/devices.js';
import { chooseSlots, slotCandidates } from './choose-slots.js';
import { measureTogether } from './measure-together.js';
import { recallChoice, rememberChoice, type MeasuredOn } from './remembered-choice.js';

/** How many slots a device has. */
export interface PlannedDevice {
  readonly device: Device;
  readonly slots: number;
  /** Whether that was measured, and may be lowered; else somebody has said so. */
  readonly isMeasured: boolean;
}

type Settings = Pick<WorkerConfig, 'slots' | 'slotsPerGpu' | 'slotsProbe' | 'imageCacheDir'>;

/** Networks of the usual size; lighter ones gain more by company. */
const usualProbes = {
  cpu: { backbone: 'mobilenet', imageSizePx: 96, batchSize: 16 },
  gpu: { backbone: 'resnet50', imageSizePx: 224, batchSize: 32 },
} as const satisfies Record<string, StepTask>;

/**
 * Gives each device its slots: as many as the settings say, by default one. A number for the whole
 * worker is dealt to its GPUs in turn. What is to be measured is measured once for each kind of device.
 *
 * @param tensorflow its version
 */
export async function planSlots(
  settings: Settings,
  devices: readonly Device[],
  tensorflow: string,
): Promise<readonly PlannedDevice[]> {
  const measured = new Map<string, Promise<number>>();
  const planned: PlannedDevice[] = [];
  for (const [place, device] of devices.entries()) {
    const wanted = wantedSlots(settings, device, { place, devices: devices.length });
    if (wanted !== 'auto') planned.push({ device, slots: wanted, isMeasured: false });
    else {
      const slots = measured.get(device.kind) ?? measureSlots(settings, device, tensorflow);
      measured.set(device.kind, slots);
      planned.push({ device, slots: await slots, isMeasured: true });
    }
  }
  return planned.filter(({ slots }) => slots > 0);
}

function wantedSlots(
  { slots, slotsPerGpu }: Settings,
  { uuid }: Device,
  { place, devices }: { readonly place: number; readonly devices: number },
): SlotCount {
  if (uuid !== null && slotsPerGpu !== null) return slotsPerGpu;
  if (slots === null || slots === 'auto') return slots ?? 1;
  return Math.floor(slots / devices) + (place < slots % devices ? 1 : 0);
}

async function measureSlots(
  { slotsProbe, imageCacheDir: dir }: Settings,
  device: Device,
  tensorflow: string,
): Promise<number> {
  const isGpu = device.uuid !== null;
  const task = slotsProbe ?? usualProbes[isGpu ? 'gpu' : 'cpu'];
  const cores = isGpu ? null : availableParallelism();
  const candidates = slotCandidates(cores, defaultThreads).filter((slots) => holds(device, slots));
  const { kind, memoryMib } = device;
  const on: MeasuredOn = {
    kind,
    memoryMib,
    tensorflow,
    ...task,
    threads: defaultThreads,
    candidates,
  };
  const known = await recallChoice(dir, on);
  if (known) {
    log.info(
      { device: kind, ...known },
      `${known.slots} slot(s) for ${device.label}, as measured before`,
    );
    return known.slots;
  }
  log.info(`measures how many slots pay on ${device.label}: ${candidates.join(', ')}`);
  const { slots, rates, fault } = await chooseSlots(candidates, (count) =>
    measureTogether(task, count, slotEnvironment(device, count)),
  );
  const told = { device: kind, slots, rates };
  if (fault !== null) log.warn(told, `no more slots could be measured: ${fault}`);
  log.info(told, `${slots} slot(s) for ${device.label}`);
  // One of which not even one slot runs is measured again next time.
  if (rates.length > 0) await remember(dir, on, { slots, rates: [...rates] });
  return slots;
}

async function remember(...choice: Parameters<typeof rememberChoice>): Promise<void> {
  await rememberChoice(...choice).catch((error: unknown) => {
    log.warn(`the number of slots is measured again next time: ${String(error)}`);
  });
}

/** The device of each slot: the first slot of each device, then the second of each. */
export function dealSlots(planned: readonly PlannedDevice[]): readonly PlannedDevice[] {
  const most = Math.max(...planned.map(({ slots }) => slots));
  const rounds = Array.from({ length: most }, (_, round) => round);
  return rounds.flatMap((round) => planned.filter(({ slots }) => slots > round));
}
