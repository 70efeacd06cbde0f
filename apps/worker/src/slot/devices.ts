import { cpus } from 'node:os';
import {
  listNvidiaDevices,
  queryNvidia,
  visibleGpus,
  type NvidiaDevice,
  type NvidiaGpu,
} from '@crossfold/contracts';
import { encodeSessionConfig, sessionConfigVariable } from '@crossfold/graph';
import { countUsableCores } from './usable-cores.js';

/** What slots compute on: a GPU, a slice of one, or the cores of the machine. */
export interface Device {
  /** The name that `CUDA_VISIBLE_DEVICES` takes; null for the cores of the machine. */
  readonly uuid: string | null;
  /** `GPU 0`, `GPU 0 MIG 1g.5gb 2` or `CPU`. */
  readonly label: string;
  /** What devices that are as fast have in common. */
  readonly kind: string;
  /** The name of the whole GPU, as its driver tells; null for the cores, and where nobody says. */
  readonly product: string | null;
  /** That its slots share, in MiB; null where nobody says. */
  readonly memoryMib: number | null;
  /** Whether a slot that has it alone is held to that as well. */
  readonly isMemorySet: boolean;
}

/** What CUDA and its libraries take for a process, beyond what TensorFlow allots. */
const reservedMib = 1024;

/** Of a GPU: less than this trains nothing of use. */
const minMib = 1024;

/**
 * The GPUs and MIG slices that may be used, else the cores of the machine. What the environment says
 * comes first, and may be a number. A GPU that does not answer is left out.
 *
 * @param givenMib of each device, in place of what its driver tells
 * @param onFault is told what the driver complains of
 */
export async function listDevices(
  environment: NodeJS.ProcessEnv,
  givenMib: number | null,
  onFault: (fault: string) => void,
): Promise<readonly Device[]> {
  const listed = await listGpus(environment, onFault);
  const given = givenMib === null ? {} : { memoryMib: givenMib, isMemorySet: true };
  if (listed.length === 0) return [{ ...cores(), ...given }];
  // Of all: a slice that the environment names is of a GPU that it does not name.
  const { gpus } = await queryNvidia(withAllGpus(environment));
  return listed.map((gpu) => ({ ...describeGpu(gpu, gpus), ...given }));
}

async function listGpus(
  environment: NodeJS.ProcessEnv,
  onFault: (fault: string) => void,
): Promise<readonly NvidiaDevice[]> {
  const given = visibleGpus(environment);
  if (given?.length === 0) return [];
  const { devices, faults } = await listNvidiaDevices(environment);
  if (given !== null) return given.map((name) => ({ uuid: name, label: labelOf(name, devices) }));
  faults.forEach(onFault);
  return devices;
}

/** As the driver lists it. By the number of a GPU that is divided, a process finds its first slice. */
function labelOf(name: string, devices: readonly NvidiaDevice[]): string {
  const [plain, ofSlices] = [`GPU ${name}`, `GPU ${name} MIG `];
  const found = devices.find(
    ({ uuid, label }) => uuid.startsWith(name) || label === plain || label.startsWith(ofSlices),
  );
  return found?.label ?? plain;
}

function withAllGpus({ CUDA_VISIBLE_DEVICES: _, ...environment }: NodeJS.ProcessEnv) {
  return environment;
}

function cores(): Device {
  const model = cpus()[0]?.model ?? process.arch;
  const kind = `${model}, ${countUsableCores()} cores`;
  return { uuid: null, label: 'CPU', kind, product: null, memoryMib: null, isMemorySet: false };
}

/** @param gpus what the driver tells of whole GPUs */
function describeGpu({ uuid, label }: NvidiaDevice, gpus: readonly NvidiaGpu[]): Device {
  const [, index, profile] = /^GPU (\d+)(?: MIG (\S+) \d+)?$/.exec(label) ?? [];
  const whole = gpus.find((gpu) => gpu.index === index || gpu.uuid.startsWith(uuid));
  const names = [whole?.name ?? 'GPU', ...(profile ? [`MIG ${profile}`] : [])];
  const kind = `${names.join(' ')}, driver ${whole?.driver_version ?? 'unknown'}`;
  // A profile names its memory in GB, and less than it has.
  const sliceGb = Number(/\.(\d+)gb/.exec(profile ?? '')?.[1]);
  const mib = profile
    ? Math.floor((sliceGb * 1e9) / 2 ** 20)
    : parseInt(whole?.['memory.total'] ?? '', 10);
  const product = whole?.name ?? null;
  return { uuid, label, kind, product, memoryMib: mib > 0 ? mib : null, isMemorySet: false };
}

/** What a slot may take of the memory of its device, in MiB; null for all that is there. */
function slotMemoryMib({ uuid, memoryMib, isMemorySet }: Device, slots: number): number | null {
  if (memoryMib === null || (slots === 1 && !isMemorySet)) return null;
  return Math.floor(memoryMib / slots) - (uuid === null ? 0 : reservedMib);
}

/** Whether so many slots would leave each enough memory to train. */
export function holds(device: Device, slots: number): boolean {
  if (slots === 1 || device.uuid === null) return true;
  return (slotMemoryMib(device, slots) ?? minMib) >= minMib;
}

/**
 * What the process of a slot sees of the machine. Cores are not divided: how many threads a trial has
 * is its study's choice, for its bits depend on it.
 *
 * @param slots that share the device
 */
export function slotEnvironment(device: Device, slots: number): NodeJS.ProcessEnv {
  const mib = slotMemoryMib(device, slots);
  if (device.uuid === null) return mib === null ? {} : limitedHost(mib);
  const seen = { CUDA_VISIBLE_DEVICES: device.uuid };
  if (mib === null) return seen;
  const config = encodeSessionConfig({ gpuMemoryMib: Math.max(1, mib) });
  return { ...seen, [sessionConfigVariable]: Buffer.from(config).toString('hex') };
}

/** TensorFlow's allocator of GPUs, over memory of the host. */
function limitedHost(mib: number): NodeJS.ProcessEnv {
  return { TF_CPU_ALLOCATOR_USE_BFC: 'true', TF_CPU_BFC_MEM_LIMIT_IN_MB: String(mib) };
}

/** What the slots compute on: `GPU 0, GPU 1`, or `CPU`. */
export function nameDevices(devices: readonly Device[]): string {
  return devices.map(({ label }) => label).join(', ');
}
