import { AppError, contentHash } from '@crossfold/contracts';
import type { ApiClient } from '../client/api-client.js';
import type { CommandContext } from '../process/context.js';
import { withRunningServer } from '../stack/with-server.js';
import { demandOf, type Session } from './session.js';

interface Submission {
  readonly spec: unknown;
  readonly openSealedPart: boolean;
}

/**
 * Submits a study if the session allows it.
 *
 * @throws AppError SERVER_UNAVAILABLE where none runs: what a session submits has to outlive it; as
 *   {@link Session.reserve}
 */
export async function submitWithin(
  context: CommandContext,
  session: Session,
  { spec, openSealedPart }: Submission,
): Promise<Record<string, unknown>> {
  const reserve = async (api: ApiClient) => {
    const forecast = await api.forecast(spec);
    session.countForecast(forecast);
    return session.reserve(demandOf(forecast), openSealedPart);
  };
  const asked = await withRunningServer(context, async ({ api }) => {
    const key = contentHash({ session: session.id, spec });
    const giveBack = session.wasSubmitted(key) ? null : await reserve(api);
    try {
      const submitted = await api.submit(spec, key);
      session.remember(key);
      return { submitted, address: `${api.url}/#/studies/${submitted.studyId}` };
    } catch (error) {
      giveBack?.();
      throw error;
    }
  });
  if (asked !== null) return asked.answer;
  throw new AppError('SERVER_UNAVAILABLE', 'expected a server that runs, got none', {
    remedy:
      'Start one on this state folder: crossfold up. Or name one: crossfold mcp --server URL.',
  });
}
