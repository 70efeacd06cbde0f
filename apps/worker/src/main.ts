import { tidyEnvironment, toAppError, writeStderrLine } from '@crossfold/contracts';
import { logDefects } from '@crossfold/logging';
import { watchPreemption } from './preemption/watch-preemption.js';
import { withArguments } from './process/arguments.js';
import { loadConfig } from './process/config.js';
import { log } from './process/log.js';
import { logRedisError } from './process/redis.js';
import { whenAborted } from './process/when-aborted.js';
import { startWorker } from './worker.js';

function complain(thrown: unknown): void {
  const { code, message, problems, remedy } = toAppError(thrown);
  writeStderrLine(`error ${code}: ${message}`);
  for (const problem of problems) writeStderrLine(`  ${problem}`);
  writeStderrLine(`remedy: ${remedy}`);
}

// What nobody reads any more, or no disk takes, is not worth the process.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);

logDefects(log);

// Libraries read it as well: the SDK of the store its credentials.
tidyEnvironment(process.env);

try {
  const config = loadConfig(withArguments(process.env, process.argv.slice(2)));
  log.setBindings({ worker: config.name });
  const worker = await startWorker(config);
  const leaving = new AbortController();
  const leave = () => {
    // Whoever asks twice does not want to wait; the trial goes on from its last checkpoint.
    if (leaving.signal.aborted) process.exit(1);
    leaving.abort();
    // The queue or the store may be away just now: the time to leave is kept nevertheless.
    setTimeout(() => process.exit(1), config.gracePeriodMs).unref();
    void worker.close().then(() => process.exit(worker.unfit.aborted ? 1 : 0));
  };
  process.on('SIGTERM', leave);
  process.on('SIGINT', leave);
  // A process that started this one over a channel, and is gone, can end it no more.
  process.once('disconnect', leave);
  whenAborted(worker.unfit, () => {
    complain(worker.unfit.reason);
    if (!leaving.signal.aborted) leave();
  });
  whenAborted(worker.over, () => {
    log.info(`takes nothing more, since ${String(worker.over.reason)}`);
    void worker
      .retire()
      .catch(logRedisError)
      .finally(() => {
        if (!leaving.signal.aborted) leave();
      });
  });
  const stopWatching = watchPreemption(config.preemption, (notice) => {
    log.info(`leaves because of a notice of pre-emption: ${notice}`);
    if (!leaving.signal.aborted) leave();
  });
  leaving.signal.addEventListener('abort', stopWatching);
  process.stdout.write(
    `${JSON.stringify({ event: 'ready', pid: process.pid, metricsUrl: worker.metricsUrl })}\n`,
  );
} catch (thrown) {
  complain(thrown);
  process.exit(1);
}
