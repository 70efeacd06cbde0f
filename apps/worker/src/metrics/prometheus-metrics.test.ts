import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { servePrometheus } from './prometheus-metrics.js';

/** A worker of three slots on a machine whose driver says this of its GPUs. */
async function serve(...gpus: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-metrics-'));
  const driver = join(folder, 'nvidia-smi');
  await writeFile(driver, `#!/bin/sh\ncat <<'END'\n${gpus.join('\n')}\nEND\n`);
  await chmod(driver, 0o755);
  const metrics = await servePrometheus(
    {
      host: '127.0.0.1',
      port: 0,
      imageCacheDir: folder,
      environment: { PATH: `${folder}:${process.env['PATH'] ?? ''}` },
    },
    () => ({ count: 3, busy: 2 }),
  );
  onTestFinished(async () => {
    await metrics.close();
    await rm(folder, { recursive: true });
  });
  const read = async () => {
    const response = await fetch(metrics.url ?? '');
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4');
    return (await response.text()).split('\n');
  };
  return { metrics, read };
}

it('tells slots, steps, checkpoints, attempts and what children asked of the store', async () => {
  const { metrics, read } = await serve();
  const step = { type: 'progress', phase: 'training', epoch: 1, steps: 2 } as const;
  metrics.progressed({
    ...step,
    step: 1,
    imagesPerSecond: 160,
    measured: { images: 16, seconds: 0.1 },
  });
  metrics.progressed({ ...step, phase: 'validating', step: 2, imagesPerSecond: null });
  metrics.progressed({ type: 'checkpoint', key: 'k', seconds: 0.3 });
  metrics.attemptEnded('trial', 'done');
  metrics.processStarted();
  const operations = [
    ['get', 0.01, null, 0],
    ['put', 3, 'STORE_REFUSED', 0],
  ] as const;
  metrics.storeUsed({ operations, readBytes: 100, writtenBytes: 0 });
  expect(await read()).toEqual(
    expect.arrayContaining([
      'crossfold_worker_slots 3',
      'crossfold_worker_slots_busy 2',
      'crossfold_worker_images_total 16',
      'crossfold_worker_step_duration_seconds_count 1',
      'crossfold_worker_checkpoint_duration_seconds_sum 0.3',
      'crossfold_worker_attempts_total{task="trial",end="done"} 1',
      'crossfold_worker_slot_processes_total 1',
      'crossfold_store_operation_duration_seconds_count{operation="get"} 1',
      'crossfold_store_errors_total{operation="put",code="STORE_REFUSED"} 1',
      'crossfold_store_bytes_total{direction="read"} 100',
    ]),
  );
});

it('tells GPUs in bytes, shares and watts, and nothing of what their driver cannot tell', async () => {
  const { read } = await serve(
    '0, GPU-8932f937-d72c, 1024 MiB, 143771 MiB, 97 %, 402.18 W',
    '1, GPU-11aa22bb-0000, [N/A], 81920 MiB, [N/A], [Not Supported]',
    'Unable to determine the device handle for GPU0000:03:00.0: GPU is lost.',
  );
  const lines = (await read()).filter((line) => line.startsWith('crossfold_gpu'));
  expect(lines).toEqual([
    'crossfold_gpu_memory_used_bytes{gpu="0"} 1073741824',
    `crossfold_gpu_memory_size_bytes{gpu="0"} ${143771 * 2 ** 20}`,
    `crossfold_gpu_memory_size_bytes{gpu="1"} ${81920 * 2 ** 20}`,
    'crossfold_gpu_utilization_ratio{gpu="0"} 0.97',
    'crossfold_gpu_power_watts{gpu="0"} 402.18',
  ]);
});

it('answers nothing else, and refuses an address that is taken', async () => {
  const { metrics } = await serve();
  const { url } = metrics;
  const { origin, port } = new URL(url ?? '');
  expect((await fetch(`${origin}/`)).status).toBe(404);
  expect((await fetch(url ?? '', { method: 'POST' })).status).toBe(405);
  const again = servePrometheus(
    { host: '127.0.0.1', port: Number(port), imageCacheDir: '/', environment: {} },
    () => ({ count: 1, busy: 0 }),
  );
  await expect(again).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});
