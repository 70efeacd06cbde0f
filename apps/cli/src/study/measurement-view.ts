import type { Measurement } from '@crossfold/contracts';

/** What a model takes, on one line. */
export function measurementLine({ variant, latency, memory, environment }: Measurement): string {
  const times = latency.map(
    ({ batchSize, medianMs, p95Ms }) =>
      `batch ${batchSize} in ${medianMs.toFixed(1)} ms (95 %: ${p95Ms.toFixed(1)})`,
  );
  const threads = environment.threads === undefined ? 'all' : environment.threads;
  const peak = `${(memory.peakBytes / 1e6).toFixed(0)} MB at most`;
  return `${variant}: ${times.join(', ')}, ${peak}; ${environment.device}, ${threads} thread(s)`;
}
