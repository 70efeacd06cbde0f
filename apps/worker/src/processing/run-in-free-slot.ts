import { toAppError } from '@crossfold/contracts';
import type { SlotTask } from '../slot/messages.js';
import type { SlotLimits, SlotListener } from '../slot/run-in-process.js';
import type { ProcessorContext } from './processor-context.js';

/**
 * A task met the end of the memory that slots of one device share: it goes back to the queue, and its
 * attempt does not count.
 */
export class TooManySlots extends Error {
  override readonly name = 'TooManySlots';
}

/**
 * Runs a task in a free slot. Where the number of slots is not somebody's choice, one that runs out of
 * memory beside others is closed; the others share its part from their next process on.
 *
 * @throws TooManySlots; as `Slot.run`
 */
export async function runInFreeSlot(
  { slots, onSlotClosed }: Pick<ProcessorContext, 'slots' | 'onSlotClosed'>,
  task: SlotTask,
  listener: SlotListener,
  limits: SlotLimits,
): Promise<unknown> {
  return slots.use(async (slot) => {
    const sharing = slots.sharing(slot);
    try {
      return await slot.run(task, listener, limits);
    } catch (thrown) {
      const { code, message } = toAppError(thrown);
      if (code !== 'OUT_OF_MEMORY' || sharing === 1 || !slot.mayClose) throw thrown;
      // Those that ran beside it may have closed theirs already.
      const left = slots.sharing(slot);
      if (left > 1) {
        slots.close(slot);
        onSlotClosed(slot, left - 1);
      }
      throw new TooManySlots(`${message}, beside ${sharing - 1} more on its device`);
    }
  });
}
