import { queryNvidiaUse, type NvidiaUse } from '@crossfold/contracts';
import { Gauge, type Registry } from 'prom-client';

/** The driver takes up to a second, and whoever scrapes waits for it. */
const driverMs = 3_000;
const keptMs = 5_000;
const bytesOfMiB = 2 ** 20;

/**
 * Memory, utilisation and power of the GPUs that this worker may use, as their driver tells them; none where
 * there is no GPU. @returns what reads them anew
 */
export function gaugeGpus(registry: Registry, environment: NodeJS.ProcessEnv): () => Promise<void> {
  const gauge = (name: string, help: string) =>
    new Gauge({ name, help, labelNames: ['gpu'], registers: [registry] });
  const used = gauge('crossfold_gpu_memory_used_bytes', 'Memory of a GPU that is in use');
  const size = gauge('crossfold_gpu_memory_size_bytes', 'Memory of a GPU');
  const busy = gauge(
    'crossfold_gpu_utilization_ratio',
    'Share of the last moments in which a GPU computed, from 0 to 1',
  );
  const power = gauge('crossfold_gpu_power_watts', 'Power that a GPU draws');
  let asked: { readonly atMs: number; readonly answer: Promise<readonly NvidiaUse[]> } | null =
    null;
  return async () => {
    if (asked === null || performance.now() - asked.atMs > keptMs) {
      const answer = queryNvidiaUse(environment, driverMs).then(({ gpus }) => gpus);
      asked = { atMs: performance.now(), answer };
    }
    const gpus = await asked.answer;
    for (const each of [used, size, busy, power]) each.reset();
    for (const { index: gpu, ...told } of gpus) {
      set(used, gpu, told['memory.used'], bytesOfMiB);
      set(size, gpu, told['memory.total'], bytesOfMiB);
      set(busy, gpu, told['utilization.gpu'], 0.01);
      set(power, gpu, told['power.draw'], 1);
    }
  };
}

/** What the driver cannot tell of a GPU has no figure. */
function set(gauge: Gauge<'gpu'>, gpu: string, text: string, unit: number): void {
  const value = Number.parseFloat(text);
  if (!Number.isNaN(value)) gauge.set({ gpu }, value * unit);
}
