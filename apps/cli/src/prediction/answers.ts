import {
  describePredictor,
  namePrediction,
  type ImageFile,
  type PredictionSource,
} from '@crossfold/training';
import { loadTraining } from '../model/load-tensorflow.js';
import type { CommandContext } from '../process/context.js';
import { isPackage, withModel } from './open-model.js';
import type { AnswerReader, Question } from './question.js';
import { askServer } from './ask-server.js';

/**
 * Asks the server of CROSSFOLD_URL, where it is set and no package is named, and else predicts here.
 *
 * @throws AppError as `withModel` and `askServer`
 */
export async function readAnswers(
  context: CommandContext,
  wanted: string,
  files: readonly ImageFile[],
  question: Question,
  reader: AnswerReader,
): Promise<void> {
  if (!(await isPackage(wanted)) && context.config.url !== null) {
    return askServer(context, wanted, files, question, reader);
  }
  await withModel(context, wanted, (source) =>
    predictHere(context, source, files, question, reader),
  );
}

async function predictHere(
  { signal }: CommandContext,
  source: PredictionSource,
  files: readonly ImageFile[],
  question: Question,
  reader: AnswerReader,
): Promise<void> {
  const { library, graphs } = await loadTraining();
  reader.predictor(describePredictor(source.model, question));
  for await (const found of library.predictFiles(source, files, question, graphs)) {
    signal.throwIfAborted();
    const picture = found.error ? null : found.picture;
    await reader.answer(namePrediction(source.model, found, question.top), picture);
  }
}
