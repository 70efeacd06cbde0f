import { AppError, toAppError } from '@crossfold/contracts';
import type * as Tensorflow from '@crossfold/model/tensorflow';

/** Loaded by the commands that compute: the others start without native code. */
export async function loadTensorflow(): Promise<typeof Tensorflow> {
  try {
    return await import('@crossfold/model/tensorflow');
  } catch (cause) {
    throw new AppError(
      'PROVISION_FAILED',
      `expected TensorFlow to load, got: ${toAppError(cause).message.split('\n')[0]}`,
      { cause, remedy: 'Run: crossfold setup.' },
    );
  }
}
