/**
 * Lists the store that the environment names in a process of its own, since Node reads
 * NODE_EXTRA_CA_CERTS when it starts. Prints the keys, or code, message and remedy of the error.
 */
import { AppError } from '@crossfold/contracts';
import { openObjectStore, parseStoreSettings } from '@crossfold/storage';

const store = openObjectStore(parseStoreSettings(process.env));

async function answer() {
  try {
    const keys = [];
    for await (const { key } of store.list('')) keys.push(key);
    return { keys };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, remedy } = error;
    return { code, message, remedy };
  }
}

process.stdout.write(JSON.stringify(await answer()));
await store.close();
