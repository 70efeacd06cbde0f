import { listNvidiaDevices, visibleGpus, type NvidiaDevice } from '@crossfold/contracts';

/** So many tasks at once on this machine; the others wait in the order of their coming. */
export interface Slots<Slot> {
  readonly count: number;
  /** That have a task. */
  busy(): number;
  use<T>(work: (slot: Slot) => Promise<T>): Promise<T>;
}

export function createSlots<Slot>(slots: readonly Slot[]): Slots<Slot> {
  const free = [...slots];
  const waiting: ((slot: Slot) => void)[] = [];

  function take(): Promise<Slot> {
    const slot = free.shift();
    return slot === undefined
      ? new Promise((resolve) => waiting.push(resolve))
      : Promise.resolve(slot);
  }

  function release(slot: Slot): void {
    const next = waiting.shift();
    if (next) next(slot);
    // The one used last comes first: its process may still be there.
    else free.unshift(slot);
  }

  return {
    count: slots.length,
    busy: () => slots.length - free.length,
    async use(work) {
      const slot = await take();
      try {
        return await work(slot);
      } finally {
        release(slot);
      }
    },
  };
}

/**
 * What the processes of the slots see of the machine: GPUs are assigned in turn. Cores are not
 * divided: how many threads a trial has is its study's choice, for its bits depend on it.
 *
 * @param slots null for one for each GPU, or one where there is none
 */
export function slotEnvironments(
  slots: number | null,
  gpus: readonly NvidiaDevice[],
): NodeJS.ProcessEnv[] {
  const count = slots ?? Math.max(1, gpus.length);
  return Array.from({ length: count }, (_, slot) => {
    const gpu = gpus[slot % gpus.length];
    return gpu === undefined ? {} : { CUDA_VISIBLE_DEVICES: gpu.uuid };
  });
}

/** What the slots compute on: `GPU 0, GPU 1`, or `CPU`. */
export function nameDevices(
  environments: readonly NodeJS.ProcessEnv[],
  gpus: readonly NvidiaDevice[],
): string {
  const labels = new Map(gpus.map(({ uuid, label }) => [uuid, label]));
  const names = environments.map(({ CUDA_VISIBLE_DEVICES: gpu }) =>
    gpu === undefined ? 'CPU' : (labels.get(gpu) ?? `GPU ${gpu}`),
  );
  return [...new Set(names)].join(', ');
}

/**
 * The GPUs and MIG slices that may be used, by the names that CUDA takes: what the environment says
 * comes first, and may be a number. One that does not answer is left out.
 *
 * @param onFault is told what the driver complains of
 */
export async function listGpus(
  environment: NodeJS.ProcessEnv,
  onFault: (fault: string) => void,
): Promise<readonly NvidiaDevice[]> {
  const given = visibleGpus(environment);
  if (given !== null) return given.map((name) => ({ uuid: name, label: `GPU ${name}` }));
  const { devices, faults } = await listNvidiaDevices(environment);
  faults.forEach(onFault);
  return devices;
}
