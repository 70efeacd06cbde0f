/**
 * Adds one to a counter in a file store again and again, each time only over the version read:
 * started several times at once by a test, nothing may get lost. Arguments: folder, key, times.
 */
import { AppError } from '@crossfold/contracts';
import { openObjectStore } from '@crossfold/storage';

const [dir, key, times] = process.argv.slice(2);
const store = openObjectStore({ kind: 'file', dir });

async function addOne() {
  const { bytes, etag } = await store.get(key);
  const next = Number(Buffer.from(bytes).toString()) + 1;
  await store.put(key, Buffer.from(String(next)), { ifMatch: etag });
}

for (let done = 0; done < Number(times);) {
  try {
    await addOne();
    done += 1;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error;
  }
}
