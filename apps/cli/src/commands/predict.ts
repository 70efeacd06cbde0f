import { join, parse } from 'node:path';
import {
  defaultCoverage,
  defaultTop,
  testTimeAugmentationSchema,
  type ImagePrediction,
  type TestTimeAugmentation,
} from '@crossfold/contracts';
import { writeFileAtomically } from '@crossfold/provision';
import { describePredictor, namePrediction, type FilePrediction } from '@crossfold/training';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { loadTraining } from '../model/load-tensorflow.js';
import { listImageFiles } from '../prediction/list-image-files.js';
import { withModel } from '../prediction/open-model.js';
import { predictionCsv, predictionLines, predictorLines } from '../prediction/prediction-view.js';
import type { CommandContext } from '../process/context.js';
import { integerParser } from './option-parsers.js';

interface PredictOptions {
  readonly top: number;
  readonly coverage: number;
  readonly byClass?: boolean;
  readonly tta?: TestTimeAugmentation;
  readonly explain?: string;
  readonly csv?: boolean;
}

/** Some files were answered, and some are no images. */
const someRefusedExitCode = 3;

export function addPredictCommand(program: Command, context: CommandContext): void {
  program
    .command('predict <model> <images...>')
    .description(
      'class probabilities of image files, by the ensemble of a study, by STUDY/TRIAL, or by a folder of crossfold export; for research only',
    )
    .option('--top <number>', 'of the likeliest classes', integerParser(1, 1000), defaultTop)
    .option('--coverage <rate>', 'of the conformal sets', coverageParser, defaultCoverage)
    .option('--by-class', 'calibrate the sets for each class alone')
    .addOption(
      new Option(
        '--tta <views>',
        "views of each image whose answers are averaged (default: the ensemble's own)",
      ).choices(testTimeAugmentationSchema.options),
    )
    .option('--explain <folder>', 'draw where the models look, one PNG for each image')
    .option('--csv', 'print CSV')
    .addHelpText(
      'after',
      '\nEnds with 0, with 3 when some files could not be predicted, and with 1 when none could.',
    )
    .action((wanted: string, paths: string[], options: PredictOptions) =>
      predict(context, wanted, paths, options),
    );
}

async function predict(
  context: CommandContext,
  wanted: string,
  paths: readonly string[],
  { top, coverage, byClass = false, tta, explain, csv = false }: PredictOptions,
): Promise<void> {
  const { terminal, signal } = context;
  const files = await listImageFiles(paths);
  await withModel(context, wanted, async (source) => {
    const { library, graphs } = await loadTraining();
    const options = {
      coverage,
      isClassConditional: byClass,
      explains: explain !== undefined,
      ...(tta !== undefined && { testTimeAugmentation: tta }),
    };
    const predictor = describePredictor(source.model, options);
    terminal.emit({ type: 'predictor', predictor });
    const predictions: ImagePrediction[] = [];
    for await (const found of library.predictFiles(source, files, options, graphs)) {
      signal.throwIfAborted();
      const prediction = namePrediction(source.model, found, top);
      const picture = explain === undefined ? null : await writePicture(explain, found);
      terminal.emit({ type: 'prediction', ...prediction, ...(picture !== null && { picture }) });
      predictions.push(prediction);
    }
    if (csv && terminal.mode !== 'json') {
      terminal.note(predictor.notice);
      terminal.write(predictionCsv(source.model, predictions).join('\n'));
    } else {
      terminal.print(...predictionLines(predictions), '', ...predictorLines(predictor));
    }
    const refused = predictions.filter(({ answer }) => answer === null).length;
    if (refused > 0) context.setExitCode(refused < files.length ? someRefusedExitCode : 1);
  });
}

/** Named by the position of its file too: files of several folders may share a name. */
async function writePicture(folder: string, found: FilePrediction): Promise<string | null> {
  if (found.error || found.picture === null) return null;
  const number = String(found.position + 1).padStart(4, '0');
  const path = join(folder, `${number}-${parse(found.name).name}.png`);
  await writeFileAtomically(path, found.picture);
  return path;
}

function coverageParser(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (value > 0 && value < 1) return value;
  throw new InvalidArgumentError('expected a rate between 0 and 1, such as 0.9');
}
