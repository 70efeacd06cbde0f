import { canonicalJson, type Receipt, type ReportAppendix } from '@crossfold/contracts';

/** What the trials of a study ran on, the most frequent first, and for how long. */
export function countEnvironments(
  receipts: readonly Pick<Receipt, 'environment' | 'timings' | 'takenFrom'>[],
): Pick<ReportAppendix, 'environments' | 'deviceSeconds'> {
  const counts = new Map<string, ReportAppendix['environments'][number]>();
  for (const { environment } of receipts) {
    const { crossfold, gitCommit, node, tfjs, tensorflow } = environment;
    const { device, precision, threads, deterministic } = environment;
    const found = {
      crossfold,
      gitCommit,
      node,
      tfjs,
      tensorflow,
      device,
      precision,
      ...(threads !== undefined && { threads }),
      deterministic,
    };
    const key = canonicalJson(found);
    counts.set(key, { ...found, trials: (counts.get(key)?.trials ?? 0) + 1 });
  }
  const own = receipts.filter(({ takenFrom }) => takenFrom === undefined);
  return {
    environments: [...counts.values()].sort((a, b) => b.trials - a.trials),
    deviceSeconds: own.reduce((sum, { timings }) => {
      const { trainSeconds, validationSeconds, predictionSeconds } = timings;
      return sum + trainSeconds + validationSeconds + predictionSeconds;
    }, 0),
  };
}
