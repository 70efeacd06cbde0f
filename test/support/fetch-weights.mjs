/**
 * Fetches a file of a known hash in a process of its own, since Node reads NODE_EXTRA_CA_CERTS when
 * it starts. Arguments: address, SHA-256, folder. Prints the path, or code, message and remedy of
 * the error.
 */
import { AppError } from '@crossfold/contracts';
import { fetchPinnedFile } from '@crossfold/storage';

const [address, sha256, folder] = process.argv.slice(2);

async function answer() {
  try {
    const hosts = ['127.0.0.0/8', '::1'];
    const options = { folder, environment: {}, hosts, buckets: [], onProgress: () => undefined };
    return { path: await fetchPinnedFile({ address, sha256 }, options) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, remedy } = error;
    return { code, message, remedy };
  }
}

process.stdout.write(JSON.stringify(await answer()));
