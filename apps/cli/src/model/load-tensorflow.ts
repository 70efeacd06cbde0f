import { AppError, toAppError } from '@crossfold/contracts';
import type { GraphCache } from '@crossfold/graph/tensorflow';
import type * as Tensorflow from '@crossfold/model/tensorflow';
import type * as Training from '@crossfold/training/tensorflow';

/** Loaded by the commands that compute: the others start without native code. */
export function loadTensorflow(): Promise<typeof Tensorflow> {
  return loaded(() => import('@crossfold/model/tensorflow'));
}

/** What predicts, and graphs that the models of a command share. */
export function loadTraining(): Promise<{ library: typeof Training; graphs: GraphCache }> {
  return loaded(async () => {
    const { GraphCache } = await import('@crossfold/graph/tensorflow');
    return { library: await import('@crossfold/training/tensorflow'), graphs: new GraphCache() };
  });
}

async function loaded<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new AppError(
      'PROVISION_FAILED',
      `expected TensorFlow to load, got: ${toAppError(cause).message.split('\n')[0]}`,
      { cause, remedy: 'Run: crossfold setup.' },
    );
  }
}
