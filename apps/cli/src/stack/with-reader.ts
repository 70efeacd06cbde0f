import { openObjectStore } from '@crossfold/storage';
import type { StudyReader } from '@crossfold/study';
import type { ApiClient } from '../client/api-client.js';
import { storeSettings } from '../process/config.js';
import type { CommandContext } from '../process/context.js';
import { assertState, nameState } from '../process/state-folder.js';
import { withRunningServer } from './with-server.js';

/** What is read from. */
export interface ReadFrom {
  readonly reader: StudyReader;
  /** Of the server that is asked; null where the store is read. */
  readonly api: ApiClient | null;
}

/**
 * Reads studies: of the server that CROSSFOLD_URL names or of the stack that runs on the home, which
 * know what goes on, and where there is none from the store alone. Starts no process.
 *
 * @throws AppError NOT_FOUND where nothing was ever done here
 */
export function withReader<T>(
  context: CommandContext,
  work: (reader: StudyReader) => Promise<T>,
): Promise<T> {
  return readFrom(context, ({ reader }) => work(reader));
}

/** {@link withReader}, for what also tells where it read. */
export async function readFrom<T>(
  context: CommandContext,
  work: (from: ReadFrom) => Promise<T>,
): Promise<T> {
  const { config } = context;
  if (config.url === null) assertState(config);
  const asked = await withRunningServer(context, ({ api }) => work({ reader: api, api }));
  if (asked !== null) return asked.answer;
  return nameState(config, () => readStore(context, (reader) => work({ reader, api: null })));
}

async function readStore<T>(
  context: CommandContext,
  work: (reader: StudyReader) => Promise<T>,
): Promise<T> {
  const { config, terminal } = context;
  const settings = storeSettings(config);
  if (settings.kind === 'file' && settings.dir.startsWith(config.homeDir)) {
    context.tellStateFolder();
  }
  // What computes and renders studies is needed here alone.
  const { createStoreReader } = await import('@crossfold/study');
  const store = openObjectStore(settings);
  try {
    const reader = createStoreReader(store, {
      maxTrials: config.maxTrials,
      onSetAside: (studyId, reason) => {
        terminal.note(`study ${studyId} is set aside: ${reason}`);
      },
    });
    return await work(reader);
  } finally {
    await store.close();
  }
}
