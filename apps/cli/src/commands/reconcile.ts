import type { Command } from 'commander';
import type { CommandContext } from '../process/context.js';
import { withServer } from '../stack/with-server.js';

export function addReconcileCommand(program: Command, context: CommandContext): void {
  program.command('reconcile').action(() => reconcile(context));
}

async function reconcile(context: CommandContext): Promise<void> {
  const { terminal } = context;
  const { studies, crossEvaluations, explanations } = await withServer(
    context,
    { workers: 0 },
    ({ api }) => api.reconcile(),
  );
  for (const study of studies) {
    terminal.emit(study);
    const { studyId, trials, ensemble } = study;
    if (trials.length > 0) terminal.print(`${studyId}: ${trials.length} trials had no job`);
    if (ensemble) terminal.print(`${studyId}: its ensemble had no job`);
  }
  for (const crossEvaluation of crossEvaluations) {
    terminal.emit(crossEvaluation);
    const { studyId, crossEvaluationId } = crossEvaluation;
    terminal.print(`${studyId}: cross-evaluation ${crossEvaluationId} had no job`);
  }
  for (const explanation of explanations) {
    terminal.emit(explanation);
    terminal.print(`${explanation.studyId}: explanation ${explanation.number} had no job`);
  }
  const missing = studies.length + crossEvaluations.length + explanations.length;
  terminal.print(missing === 0 ? 'nothing was missing from the queue' : 'all are queued again');
}
