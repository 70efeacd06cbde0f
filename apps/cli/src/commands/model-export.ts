import { copyFile } from 'node:fs/promises';
import { AppError } from '@crossfold/contracts';
import { exportFormats, exportModel, referenceScript, type ExportFormat } from '@crossfold/model';
import { Option, type Command } from 'commander';
import { withStore } from '../dataset/with-store.js';
import { backboneOfFile, classifierOfTrial, type ExportSource } from '../model/export-source.js';
import type { CommandContext } from '../process/context.js';
import { withServer } from '../stack/with-server.js';
import { findStudyId } from '../study/find-study.js';
import { integerParser } from './option-parsers.js';

interface ExportOptions {
  readonly weights?: string;
  readonly size?: number;
  readonly study?: string;
  readonly trial?: string;
  readonly format: ExportFormat;
  readonly output: string;
  readonly script?: string;
}

export function addModelExportCommand(model: Command, context: CommandContext): void {
  model
    .command('export [name]')
    .description('write a backbone with its weights, or the classifier of a trial, for others')
    .option('--weights <file>', 'of the backbone: .h5, .weights.h5 or .safetensors')
    .option(
      '--size <px>',
      "side of its input (default: the architecture's own)",
      integerParser(16, 1024),
    )
    .option('--study <study>', 'instead of name and --weights: the study of a trial')
    .option('--trial <cell>', 'the trial, as full.f0.s1')
    .addOption(
      new Option('--format <format>', 'of the export')
        .choices([...exportFormats])
        .makeOptionMandatory(),
    )
    .requiredOption('--output <path>', 'a new file; for tfjs and savedmodel a new folder')
    .option(
      '--script <file>',
      'also write a Python script that predicts from image files with a classifier as onnx',
    )
    .action((name: string | undefined, options: ExportOptions) =>
      writeExport(context, name, options),
    );
}

async function writeExport(
  context: CommandContext,
  name: string | undefined,
  options: ExportOptions,
): Promise<void> {
  const { format, output, script } = options;
  if (script !== undefined && (format !== 'onnx' || name !== undefined)) {
    throw new AppError(
      'REQUEST_INVALID',
      'expected --study, --trial and --format onnx with --script, got another export',
      { remedy: 'Leave --script out: what is done to an image stands in every format.' },
    );
  }
  const { model, backbone, weightsSha256 } = await findSource(context, name, options);
  await exportModel(model, format, output);
  if (script !== undefined) await copyFile(referenceScript, script);
  const { inputShape, outputShape } = model.network;
  const { terminal } = context;
  terminal.emit({
    backbone,
    format,
    output,
    weightsSha256,
    inputShape,
    outputShape,
    ...model.notes,
  });
  terminal.print(
    `${output}: ${backbone} as ${format}, weights ${weightsSha256}`,
    `input float32 [batch, ${inputShape.join(', ')}], prepared: ${model.notes['preprocessing']}`,
    `images: upright, sRGB, squeezed to ${inputShape[0]}×${inputShape[1]} (nothing cropped or padded); in full under "input_description" in what was written`,
    `output ${model.notes['output']}, float32 [batch, ${outputShape.join(', ')}]`,
  );
}

async function findSource(
  context: CommandContext,
  name: string | undefined,
  { weights, size, study, trial }: ExportOptions,
): Promise<ExportSource> {
  if (name !== undefined && weights !== undefined && study === undefined && trial === undefined) {
    return backboneOfFile(name, weights, size);
  }
  const isTrial = name === undefined && weights === undefined && size === undefined;
  if (!isTrial || study === undefined || trial === undefined) {
    throw new AppError(
      'REQUEST_INVALID',
      'expected a name and --weights, or --study and --trial, for the model to export',
      { remedy: 'See: crossfold model export --help.' },
    );
  }
  const studyId = await withServer(context, { workers: 0 }, ({ api }) =>
    findStudyId(context.terminal, api, study),
  );
  return withStore(context, (store) => classifierOfTrial(store, studyId, trial));
}
