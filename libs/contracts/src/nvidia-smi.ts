import { execFile } from 'node:child_process';

/** What is asked of a GPU, and the only form in which an answer counts: the rest are complaints. */
const fieldForms = {
  index: /^\d+$/,
  uuid: /^GPU-[0-9a-f-]+$/i,
  name: /^[\w .()+/-]+$/,
  driver_version: /^\d+(\.\d+)+$/,
  'memory.total': /^\d+ MiB$|^\[N\/A\]$/,
} as const;

/** What a GPU does now. One that cannot tell a figure, such as a slice of it, says `[N/A]`. */
const useForms = {
  index: fieldForms.index,
  uuid: fieldForms.uuid,
  'memory.used': /^\d+ MiB$|^\[N\/A\]$/,
  'memory.total': fieldForms['memory.total'],
  'utilization.gpu': /^\d+ %$|^\[N\/A\]$/,
  // Older drivers say `[Not Supported]`, and a sensor may fail alone.
  'power.draw': /^\d+(\.\d+)? W$|^\[[\w /]+\]$/,
} as const;

type Forms = Readonly<Record<'index' | 'uuid' | (string & {}), RegExp>>;
type Row<F extends Forms> = { readonly [K in keyof F]: string };
export type NvidiaGpu = Row<typeof fieldForms>;
export type NvidiaUse = Row<typeof useForms>;

export interface NvidiaAnswer<R = NvidiaGpu> {
  /** Those that answer and that this process may use. */
  readonly gpus: readonly R[];
  /** What the driver complains of, such as a GPU that is lost; that it gave no answer in time. */
  readonly faults: readonly string[];
}

/** What one process computes on: a GPU, or a slice of one that is divided by MIG. */
export interface NvidiaDevice {
  /** The name that `CUDA_VISIBLE_DEVICES` takes, which stays when GPUs are renumbered. */
  readonly uuid: string;
  /** `GPU 0`, or `GPU 0 MIG 1g.5gb 2`. */
  readonly label: string;
}

export interface NvidiaDevices {
  readonly devices: readonly NvidiaDevice[];
  readonly faults: readonly string[];
}

const usualTimeoutMs = 10_000;

/**
 * The GPUs of this machine as `nvidia-smi` lists them, as far as `CUDA_VISIBLE_DEVICES` lets them be
 * seen. Nothing where there is no such program; a driver that hangs costs `timeoutMs`.
 */
export function queryNvidia(
  environment: NodeJS.ProcessEnv,
  timeoutMs: number = usualTimeoutMs,
): Promise<NvidiaAnswer> {
  return query(fieldForms, environment, timeoutMs);
}

/** {@link queryNvidia} for what the GPUs do now. */
export function queryNvidiaUse(
  environment: NodeJS.ProcessEnv,
  timeoutMs: number = usualTimeoutMs,
): Promise<NvidiaAnswer<NvidiaUse>> {
  return query(useForms, environment, timeoutMs);
}

async function query<F extends Forms>(
  forms: F,
  environment: NodeJS.ProcessEnv,
  timeoutMs: number,
): Promise<NvidiaAnswer<Row<F>>> {
  const visible = visibleGpus(environment);
  if (visible?.length === 0) return { gpus: [], faults: [] };
  const fields = `--query-gpu=${Object.keys(forms).join(',')}`;
  const output = await askDriver(environment, [fields, '--format=csv,noheader'], timeoutMs);
  if (output === null) return { gpus: [], faults: [noAnswer(timeoutMs)] };
  const { gpus, faults } = parseNvidiaRows(forms, output);
  const isVisible = ({ index, uuid }: Row<F>) =>
    visible === null || visible.some((id) => id === index || uuid?.startsWith(id));
  return { gpus: gpus.filter(isVisible), faults };
}

/**
 * What `nvidia-smi -L` lists, whatever `CUDA_VISIBLE_DEVICES` says: of a GPU that MIG divides, its
 * slices in place of the whole. By number a process would find the first slice alone.
 */
export async function listNvidiaDevices(
  environment: NodeJS.ProcessEnv,
  timeoutMs: number = usualTimeoutMs,
): Promise<NvidiaDevices> {
  const output = await askDriver(environment, ['-L'], timeoutMs);
  return output === null ? { devices: [], faults: [noAnswer(timeoutMs)] } : parseNvidiaList(output);
}

const gpuLine = /^GPU (\d+): .+ \(UUID: (GPU-[0-9a-f-]+)\)$/i;
const sliceLine = /^MIG (\S+)\s+Device\s+(\d+): \(UUID: (MIG-[0-9a-z/-]+)\)$/i;

function parseNvidiaList(output: string): NvidiaDevices {
  const gpus: { readonly whole: NvidiaDevice; readonly slices: NvidiaDevice[] }[] = [];
  const faults: string[] = [];
  for (const line of linesOf(output)) {
    const [, index, gpuUuid = ''] = gpuLine.exec(line) ?? [];
    const [, profile, place, sliceUuid = ''] = sliceLine.exec(line) ?? [];
    const last = gpus.at(-1);
    if (gpuUuid) gpus.push({ whole: { uuid: gpuUuid, label: `GPU ${index}` }, slices: [] });
    else if (sliceUuid && last) {
      const label = `${last.whole.label} MIG ${profile} ${place}`;
      last.slices.push({ uuid: sliceUuid, label });
    } else faults.push(line);
  }
  const devices = gpus.flatMap(({ whole, slices }) => (slices.length > 0 ? slices : [whole]));
  return { devices, faults };
}

/**
 * The GPUs that `CUDA_VISIBLE_DEVICES` names; as CUDA reads it, the list ends before the first entry
 * that names none, such as `-1`. Null where the variable is not set.
 */
export function visibleGpus({ CUDA_VISIBLE_DEVICES: given }: NodeJS.ProcessEnv): string[] | null {
  if (given === undefined) return null;
  const entries = given.split(',').map((entry) => entry.trim());
  const end = entries.findIndex((entry) => !/^(\d+|(GPU|MIG)-\S+)$/.test(entry));
  return end < 0 ? entries : entries.slice(0, end);
}

/** Rows of what is asked for; errors and warnings stand among them, on standard output too. */
function parseNvidiaRows<F extends Forms>(forms: F, output: string): NvidiaAnswer<Row<F>> {
  const fields = Object.entries(forms);
  const gpus: Row<F>[] = [];
  const faults: string[] = [];
  for (const line of linesOf(output)) {
    const cells = line.split(', ');
    const isRow =
      cells.length === fields.length && fields.every(([, form], i) => form.test(cells[i] ?? ''));
    if (isRow) {
      gpus.push(Object.fromEntries(fields.map(([field], i) => [field, cells[i]])) as Row<F>);
    } else faults.push(line);
  }
  return { gpus, faults };
}

function linesOf(output: string): string[] {
  const lines = output.split('\n').map((text) => text.trim());
  return lines.filter((line) => line !== '' && line !== 'No devices were found');
}

function noAnswer(timeoutMs: number): string {
  return `nvidia-smi: no answer within ${timeoutMs / 1000} s`;
}

/** @returns null when it does not end in time; a process that waits for a dead device cannot even be killed */
function askDriver(
  environment: NodeJS.ProcessEnv,
  args: readonly string[],
  timeoutMs: number,
): Promise<string | null> {
  return new Promise((resolve) => {
    const child = execFile('nvidia-smi', args, { env: environment }, (error, stdout, stderr) => {
      clearTimeout(timer);
      // Some GPUs may answer although the program says that it failed; without it there are none.
      const isMissing = (error as NodeJS.ErrnoException | null)?.code === 'ENOENT';
      resolve(isMissing ? '' : `${stdout}\n${stderr}`);
    });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      child.stdout?.destroy();
      child.stderr?.destroy();
      child.unref();
      resolve(null);
    }, timeoutMs);
  });
}
