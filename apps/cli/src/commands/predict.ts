import { join, parse } from 'node:path';
import {
  defaultCoverage,
  defaultTop,
  testTimeAugmentationSchema,
  researchOnly,
  type ImagePrediction,
  type Predictor,
  type TestTimeAugmentation,
} from '@crossfold/contracts';
import { writeFileAtomically } from '@crossfold/provision';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { readAnswers } from '../prediction/answers.js';
import { listImageFiles } from '../prediction/list-image-files.js';
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
  const { terminal } = context;
  const files = await listImageFiles(paths);
  const question = {
    top,
    coverage,
    isClassConditional: byClass,
    explains: explain !== undefined,
    ...(tta !== undefined && { testTimeAugmentation: tta }),
  };
  const predictors: Predictor[] = [];
  const predictions: ImagePrediction[] = [];
  await readAnswers(context, wanted, files, question, {
    predictor(predictor) {
      predictors.push(predictor);
      terminal.emit({ type: 'predictor', predictor });
    },
    async answer(prediction, png) {
      predictions.push(prediction);
      const picture =
        png && (await writePicture(explain ?? '.', prediction, predictions.length, png));
      terminal.emit({ type: 'prediction', ...prediction, ...(picture !== null && { picture }) });
    },
  });
  const [predictor] = predictors;
  if (csv && terminal.mode !== 'json') {
    terminal.note(researchOnly);
    terminal.write(predictionCsv(predictor?.classes ?? [], predictions).join('\n'));
  } else {
    const about = predictor ? ['', ...predictorLines(predictor)] : [];
    terminal.print(...predictionLines(predictions), ...about);
  }
  const refused = predictions.filter(({ answer }) => answer === null).length;
  if (refused > 0) context.setExitCode(refused < files.length ? someRefusedExitCode : 1);
}

/** Named by the position of its file too: files of several folders may share a name. */
async function writePicture(
  folder: string,
  { image }: ImagePrediction,
  position: number,
  png: Uint8Array,
): Promise<string> {
  const path = join(folder, `${String(position).padStart(4, '0')}-${parse(image).name}.png`);
  await writeFileAtomically(path, png);
  return path;
}

function coverageParser(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (value > 0 && value < 1) return value;
  throw new InvalidArgumentError('expected a rate between 0 and 1, such as 0.9');
}
