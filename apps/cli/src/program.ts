import { readFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { Command } from 'commander';
import { addAuditCommand } from './commands/audit.js';
import { addCompareCommand } from './commands/compare.js';
import { addDatasetCommand } from './commands/dataset.js';
import { addDemoCommand } from './commands/demo.js';
import { addDoctorCommand } from './commands/doctor.js';
import { addDownCommand } from './commands/down.js';
import { addEvaluateCommand } from './commands/evaluate.js';
import { addExplainCommand } from './commands/explain.js';
import { addExportCommand } from './commands/export.js';
import { addModelCommand } from './commands/model.js';
import { addPlanCommand } from './commands/plan.js';
import { addPredictCommand } from './commands/predict.js';
import { addReconcileCommand } from './commands/reconcile.js';
import { addReportCommand } from './commands/report.js';
import { addReproduceCommand } from './commands/reproduce.js';
import { addRunCommand } from './commands/run.js';
import { addSetupCommand } from './commands/setup.js';
import { addStudyCommand } from './commands/study.js';
import { addUpCommand } from './commands/up.js';
import { addVerifyCommand } from './commands/verify.js';
import type { CommandContext } from './process/context.js';

/** The command line. Errors of its parser are thrown, not printed. */
export function createProgram(context: CommandContext, stdout: Writable): Command {
  const program = new Command('crossfold')
    .description('Cross-validated training studies: which technique really helps?')
    .version(packageVersion())
    .option('--json', 'one JSON value a line on standard output, for programs')
    .addHelpText('after', `\n${startsText}`)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      // The help of a command that was called without its subcommand; errors go another way.
      writeErr: (text) => stdout.write(text),
      outputError: () => undefined,
    });
  addDemoCommand(program, context);
  addDoctorCommand(program, context);
  addSetupCommand(program, context);
  addDatasetCommand(program, context);
  addModelCommand(program, context);
  addPlanCommand(program, context);
  addAuditCommand(program, context);
  addCompareCommand(program, context);
  addRunCommand(program, context);
  addReproduceCommand(program, context);
  addStudyCommand(program, context);
  addReportCommand(program, context);
  addEvaluateCommand(program, context);
  addExplainCommand(program, context);
  addPredictCommand(program, context);
  addExportCommand(program, context);
  addReconcileCommand(program, context);
  addVerifyCommand(program, context);
  addUpCommand(program, context);
  addDownCommand(program, context);
  return program;
}

const startsText = `Only run, reproduce, demo, evaluate, explain, reconcile, up, and of study those that follow, control or clone a
study need a server: the one of CROSSFOLD_URL or that runs here, else they start one. The others
start none: without one they work with the store alone.`;

function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
