import { AppError } from '@crossfold/contracts';
import { Option, type Command } from 'commander';
import { exportRuns, exportToParquet, exportToTensorboard } from '../neighbours/export-study.js';
import { exportEnsemble } from '../prediction/export-ensemble.js';
import type { CommandContext } from '../process/context.js';
import { withReader } from '../stack/with-reader.js';
import { findStudyId } from '../study/find-study.js';

const forms = ['package', 'mlflow', 'tensorboard', 'parquet'] as const;

interface ExportOptions {
  readonly to: (typeof forms)[number];
  readonly url?: string;
  readonly experiment?: string;
}

export function addExportCommand(program: Command, context: CommandContext): void {
  program
    .command('export <study> [folder]')
    .addOption(new Option('--to <form>', 'what to write').choices(forms).default('package'))
    .option('--url <address>', 'with mlflow: of the tracking server (default: MLFLOW_TRACKING_URI)')
    .option('--experiment <name>', 'with mlflow: its experiment (default: the name of the study)')
    .action((study: string, folder: string | undefined, options: ExportOptions) =>
      exportStudy(context, study, folder, options),
    );
}

async function exportStudy(
  context: CommandContext,
  study: string,
  folder: string | undefined,
  { to, ...options }: ExportOptions,
): Promise<void> {
  if (to === 'package') return exportEnsemble(context, study, requireFolder(folder, to));
  await withReader(context, async (reader) => {
    const studyId = await findStudyId(context.terminal, reader, study);
    const exported = { context, reader, studyId };
    if (to === 'mlflow') return exportRuns(exported, options);
    if (to === 'parquet') return exportToParquet(exported, requireFolder(folder, to));
    return exportToTensorboard(exported, requireFolder(folder, to));
  });
}

function requireFolder(folder: string | undefined, to: ExportOptions['to']): string {
  if (folder !== undefined) return folder;
  throw new AppError('REQUEST_INVALID', `expected a folder for --to ${to}, got none`, {
    remedy: `Name it behind the study: crossfold export STUDY FOLDER --to ${to}.`,
  });
}
