import type { PreparedSteps } from '@crossfold/training/tensorflow';
import { nameNativeError } from '../slot/native-error.js';
import type { ProbeAnswer, ProbeRequest } from './probe-messages.js';

/* Trains steps when it is asked to, as a slot would, and says how many images that were. */

const held: { steps?: PreparedSteps } = {};

async function answer(request: ProbeRequest): Promise<ProbeAnswer> {
  if (request.type === 'prepare') {
    const { prepareSteps } = await import('@crossfold/training/tensorflow');
    held.steps = prepareSteps(request.task);
    return { type: 'ready' };
  }
  if (!held.steps) throw new Error('expected to be prepared first');
  return { type: 'ran', ...held.steps.run(request.seconds) };
}

process.on('disconnect', () => process.exit(1));
process.on('message', (request) => {
  answer(request as ProbeRequest).then(
    (said) => process.send?.(said),
    (thrown: unknown) => {
      const { code, message } = nameNativeError(thrown);
      const failed: ProbeAnswer = { type: 'failed', message: `${code}: ${message}` };
      process.send?.(failed, () => process.exit(1));
    },
  );
});
