import { access } from 'node:fs/promises';
import type { PreemptionSettings } from '../process/config.js';
import { log } from '../process/log.js';
import { cloudNotices } from './cloud-notices.js';

const pollMs = 2000;

/**
 * Looks for a notice every two seconds, and calls back once.
 *
 * @returns what ends the watch
 */
export function watchPreemption(
  settings: PreemptionSettings,
  onNotice: (notice: string) => void,
): () => void {
  const stopping = new AbortController();
  const tell = (notice: string) => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    onNotice(notice);
  };
  const { signal } = settings;
  const onSignal = () => {
    tell(`signal ${signal}`);
  };
  if (signal) process.on(signal, onSignal);
  const timer = setInterval(() => {
    void look(settings).then((notice) => {
      if (notice !== null) tell(notice);
    });
  }, pollMs).unref();
  stopping.signal.addEventListener('abort', () => {
    clearInterval(timer);
  });
  return () => {
    stopping.abort();
  };
}

async function look({ file, cloud, metadataUrl }: PreemptionSettings): Promise<string | null> {
  if (file !== null && (await isThere(file))) return `file ${file}`;
  if (cloud === null) return null;
  const { ask, url } = cloudNotices[cloud];
  try {
    return await ask(metadataUrl ?? url, AbortSignal.timeout(pollMs));
  } catch (error) {
    // One answer that fails is no notice; the next look is near.
    log.warn(`pre-emption of ${cloud}: ${String(error)}`);
    return null;
  }
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
