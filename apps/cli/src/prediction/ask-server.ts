import { setTimeout as sleep } from 'node:timers/promises';
import {
  AppError,
  describeFileFault,
  predictionLimits,
  type ImagePrediction,
  type PredictionView,
} from '@crossfold/contracts';
import type { ImageFile } from '@crossfold/training';
import type { ApiClient } from '../client/api-client.js';
import type { CommandContext } from '../process/context.js';
import { withRunningServer } from '../stack/with-server.js';
import { findStudyId } from '../study/find-study.js';
import type { AnswerReader, Question } from './question.js';

const pollMs = 500;
/** Of base64 in one request; the rest is for names. */
const charactersAtOnce = (predictionLimits.bodyMiB - 4) * 2 ** 20;

interface LoadedFile {
  readonly name: string;
  /** Null where the file cannot be sent. */
  readonly data: string | null;
  readonly error: ImagePrediction['error'];
}

/**
 * Sends image files to the server of CROSSFOLD_URL, some at a time, and waits for its answers.
 *
 * @throws AppError what the server answers
 */
export async function askServer(
  context: CommandContext,
  wanted: string,
  files: readonly ImageFile[],
  question: Question,
  reader: AnswerReader,
): Promise<void> {
  const [study = '', trialId] = wanted.split('/');
  await withRunningServer(context, async ({ api, signal }) => {
    const studyId = await findStudyId(context.terminal, api, study);
    const asked = { studyId, ...(trialId !== undefined && { trialId }) };
    let isTold = false;
    for await (const piece of pieces(files)) {
      const result = await askPiece(api, signal, asked, piece, question);
      if (result && !isTold) reader.predictor(result.predictor);
      isTold ||= result !== null;
      let sent = 0;
      for (const { name: image, error } of piece) {
        if (error) {
          await reader.answer({ image, answer: null, error }, null);
          continue;
        }
        const answer = result?.predictions[sent];
        const hasMap = Boolean(result?.maps[sent]);
        sent += 1;
        if (!result || !answer) continue;
        const map = hasMap ? await api.predictionMap(result.predictionId, sent) : null;
        await reader.answer(answer, map);
      }
    }
  });
}

async function askPiece(
  api: ApiClient,
  signal: AbortSignal,
  asked: { readonly studyId: string; readonly trialId?: string },
  piece: readonly LoadedFile[],
  { top, coverage, isClassConditional, testTimeAugmentation, explains }: Question,
): Promise<PredictionView['result']> {
  const images = piece.flatMap(({ name, data }) =>
    data === null ? [] : [{ name: name.slice(-200), data }],
  );
  if (images.length === 0) return null;
  let view = await api.predict({
    ...asked,
    images,
    top,
    coverage,
    byClass: isClassConditional,
    explain: explains,
    waitSeconds: predictionLimits.waitSeconds,
    ...(testTimeAugmentation !== undefined && { testTimeAugmentation }),
  });
  while (view.state === 'open') {
    await sleep(pollMs, undefined, { signal });
    view = await api.prediction(view.order.predictionId);
  }
  if (!view.failure) {
    const full = piece.filter(({ data }) => data !== null);
    const predictions = view.result?.predictions.map((one, i) => {
      return { ...one, image: full[i]?.name ?? one.image };
    });
    return view.result && { ...view.result, predictions: predictions ?? [] };
  }
  const { code, message, remedy } = view.failure;
  throw new AppError(code, message, { remedy });
}

async function* pieces(files: readonly ImageFile[]): AsyncGenerator<LoadedFile[]> {
  let piece: LoadedFile[] = [];
  let characters = 0;
  for (const file of files) {
    const loaded = await loadFile(file);
    const size = loaded.data?.length ?? 0;
    const isFull = piece.length === predictionLimits.images || characters + size > charactersAtOnce;
    if (isFull && piece.length > 0) {
      yield piece;
      [piece, characters] = [[], 0];
    }
    piece.push(loaded);
    characters += size;
  }
  if (piece.length > 0) yield piece;
}

async function loadFile({ name, read }: ImageFile): Promise<LoadedFile> {
  try {
    const bytes = await read();
    if (bytes.length === 0 || bytes.length > predictionLimits.imageBytes) {
      throw new Error(
        `${bytes.length} bytes, where a server takes 1 to ${predictionLimits.imageBytes}`,
      );
    }
    return { name, data: Buffer.from(bytes).toString('base64'), error: null };
  } catch (cause) {
    const message = `expected an image file for ${name}, got ${describeFileFault(cause)}`;
    return { name, data: null, error: { code: 'IMAGE_UNREADABLE', message } };
  }
}
