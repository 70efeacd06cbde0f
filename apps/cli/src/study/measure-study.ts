import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import {
  AppError,
  contentHash,
  nearestWord,
  records,
  threadsOf,
  type Measurement,
} from '@crossfold/contracts';
import { readRecord, readRecordIfThere, replaceRecord, type ObjectStore } from '@crossfold/storage';
import { loadTraining } from '../model/load-tensorflow.js';
import type { CommandContext } from '../process/context.js';

const program = fileURLToPath(new URL('../main.js', import.meta.url));

/**
 * A variant in this process, which has loaded no TensorFlow yet: it takes its threads when it loads.
 *
 * @throws AppError NOT_FOUND with the nearest variant; as `measureVariant`
 */
export async function measureHere(
  store: ObjectStore,
  studyId: string,
  variant: string,
): Promise<Measurement> {
  const study = await readRecord(store, records.study, { studyId });
  const names = study.variants.map(({ name }) => name);
  if (!names.includes(variant)) {
    const nearest = nearestWord(variant, names);
    const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
    throw new AppError('NOT_FOUND', `expected a variant of ${studyId}, got "${variant}"${hint}`);
  }
  process.env['TF_NUM_INTRAOP_THREADS'] = String(threadsOf(study));
  const { library } = await loadTraining();
  return library.measureVariant(store, studyId, variant);
}

/**
 * Measures the variants one after the other, each in a process of its own: the peak of memory is one
 * number of a process. One with the network and the views of an earlier one has its numbers.
 *
 * @param isKept whether what was measured before stays
 */
export async function* measureStudy(
  { signal }: Pick<CommandContext, 'signal'>,
  store: ObjectStore,
  studyId: string,
  { isKept }: { readonly isKept: boolean },
): AsyncGenerator<Measurement> {
  const { variants } = await readRecord(store, records.study, { studyId });
  const alike = new Map<string, Measurement>();
  for (const { name: variant, config } of variants) {
    const place = { studyId, variant };
    const views = config.evaluation.testTimeAugmentation;
    const key = contentHash({ model: { ...config.model, weights: null }, views });
    const before = isKept ? await readRecordIfThere(store, records.measurement, place) : null;
    const same = alike.get(key);
    if (!before && same) {
      await replaceRecord(store, records.measurement, place, { ...same, variant });
    } else if (!before) await measureApart(studyId, variant, signal);
    const found = before ?? (await readRecord(store, records.measurement, place));
    alike.set(key, found);
    yield found;
  }
}

async function measureApart(studyId: string, variant: string, signal: AbortSignal): Promise<void> {
  const args = [program, 'study', 'measure', studyId, '--variant', variant];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'], signal });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code === 0) return;
  throw new AppError(
    'INTERNAL',
    `expected the process that measures ${variant} to end with 0, got ${code ?? 'a signal'}`,
    { remedy: 'What it wrote stands above.' },
  );
}
