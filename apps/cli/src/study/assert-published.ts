import type { CommandContext } from '../process/context.js';
import { hasState } from '../process/state-folder.js';
import { withReader } from '../stack/with-reader.js';
import { assertPublishedThere, mayNamePublished, weightsFolder } from './published-weights.js';

/**
 * Says before any work which published weights are not on this machine.
 *
 * @throws AppError WEIGHTS_INVALID for those that workers cannot fetch
 */
export async function assertPublished(context: CommandContext, spec: unknown): Promise<void> {
  if (!mayNamePublished(spec) || !hasState(context.config)) return;
  const { publishedWeights, later } = await withReader(context, (reader) => reader.forecast(spec));
  const all = [publishedWeights, ...later.map(({ forecast }) => forecast.publishedWeights)].flat();
  const wanted = all.filter(
    ({ backbone }, at) => all.findIndex((other) => other.backbone === backbone) === at,
  );
  const folder = weightsFolder(context.config.environment);
  const notes = await assertPublishedThere(wanted, folder);
  for (const note of notes) context.terminal.note(note);
}
