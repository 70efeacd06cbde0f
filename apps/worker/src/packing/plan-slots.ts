import { totalmem } from 'node:os';
import { defaultThreads } from '@crossfold/contracts';
import type { StepTask } from '@crossfold/training/tensorflow';
import type { SlotCount, WorkerConfig } from '../process/config.js';
import { log } from '../process/log.js';
import { holds, slotEnvironment, type Device } from '../slot/devices.js';
import { countUsableCores } from '../slot/usable-cores.js';
import { chooseSlots, slotCandidates } from './choose-slots.js';
import { measureTogether } from './measure-together.js';
import { recallChoice, rememberChoice, type MeasuredOn } from './remembered-choice.js';

/** How many slots a device has. */
export interface PlannedDevice {
  readonly device: Device;
  readonly slots: number;
  /** Whether the worker chose the number, and may lower it; else somebody has said so. */
  readonly mayClose: boolean;
}

/** What the slots of the cores share. */
export interface Machine {
  readonly cores: number;
  readonly memoryMib: number;
}

type Settings = Pick<WorkerConfig, 'slots' | 'slotsPerGpu' | 'slotsProbe' | 'imageCacheDir'>;

/** Networks of the usual size; lighter ones gain more by company. */
const usualProbes = {
  cpu: { backbone: 'mobilenet', imageSizePx: 96, batchSize: 16 },
  gpu: { backbone: 'resnet50', imageSizePx: 224, batchSize: 32 },
} as const satisfies Record<string, StepTask>;

/** ResNet50 at 224 px with batches of 32 fits; what does not closes its slot. */
const usualSlotMib = 4096;

/**
 * Gives each device its slots: as many as the settings say, by default one to a GPU and one to each
 * core. A number for the whole worker is dealt to its GPUs in turn. What is to be measured is measured
 * once for each kind of device.
 *
 * @param tensorflow its version
 */
export async function planSlots(
  settings: Settings,
  devices: readonly Device[],
  tensorflow: string,
  machine: Machine = thisMachine(),
): Promise<readonly PlannedDevice[]> {
  const measured = new Map<string, Promise<number>>();
  const planned: PlannedDevice[] = [];
  for (const [place, device] of devices.entries()) {
    const wanted = wantedSlots(settings, device, { place, devices: devices.length });
    if (wanted === null)
      planned.push({ device, slots: usualSlots(device, machine), mayClose: true });
    else if (wanted !== 'auto') planned.push({ device, slots: wanted, mayClose: false });
    else {
      const slots =
        measured.get(device.kind) ?? measureSlots(settings, device, tensorflow, machine);
      measured.set(device.kind, slots);
      planned.push({ device, slots: await slots, mayClose: true });
    }
  }
  return planned.filter(({ slots }) => slots > 0);
}

function thisMachine(): Machine {
  const bytes = Math.min(totalmem(), process.constrainedMemory() || Infinity);
  return { cores: countUsableCores(), memoryMib: Math.floor(bytes / 2 ** 20) };
}

/** A trial of one thread on each core is the most that cores do (decision 0060), where memory allows it. */
function usualSlots({ uuid, memoryMib }: Device, machine: Machine): number {
  if (uuid !== null) return 1;
  const mib = memoryMib ?? machine.memoryMib;
  return Math.max(1, Math.min(machine.cores, Math.floor(mib / usualSlotMib)));
}

/** Null where nobody has said. */
function wantedSlots(
  { slots, slotsPerGpu }: Settings,
  { uuid }: Device,
  { place, devices }: { readonly place: number; readonly devices: number },
): SlotCount | null {
  if (uuid !== null && slotsPerGpu !== null) return slotsPerGpu;
  if (slots === null || slots === 'auto') return slots;
  return Math.floor(slots / devices) + (place < slots % devices ? 1 : 0);
}

async function measureSlots(
  { slotsProbe, imageCacheDir: dir }: Settings,
  device: Device,
  tensorflow: string,
  machine: Machine,
): Promise<number> {
  const isGpu = device.uuid !== null;
  const task = slotsProbe ?? usualProbes[isGpu ? 'gpu' : 'cpu'];
  const candidates = slotCandidates(isGpu ? null : machine.cores).filter((slots) =>
    holds(device, slots),
  );
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
