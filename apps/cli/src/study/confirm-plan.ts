import type { CommandContext } from '../process/context.js';
import { withReader } from '../stack/with-reader.js';
import { forecastLines } from './forecast-view.js';

/** As of a study that was cancelled. */
const notSubmittedCode = 1;

/**
 * Shows what a study comes to, and asks a person whether it shall be submitted; where nobody can be
 * asked it shall.
 *
 * @param slots at work at once
 * @returns false where it was refused, which the exit code says too
 */
export async function confirmPlan(
  context: CommandContext,
  spec: unknown,
  { slots, yes }: { readonly slots: number; readonly yes: boolean },
): Promise<boolean> {
  const { terminal, signal } = context;
  const forecast = await withReader(context, (reader) => reader.forecast(spec));
  terminal.emit({ type: 'plan', ...forecast });
  terminal.print(...forecastLines(forecast, slots), '');
  if (yes || !terminal.canAsk) return true;
  if (await terminal.confirm('Submit it?', signal)) return true;
  terminal.note('nothing was submitted');
  context.setExitCode(notSubmittedCode);
  return false;
}
