import { toAppError } from '@crossfold/contracts';
import { loadConfig } from './config.js';
import { startWorker } from './worker.js';

try {
  const worker = await startWorker(loadConfig(process.env));
  const leave = () => void worker.close().then(() => process.exit(0));
  process.once('SIGTERM', leave);
  process.once('SIGINT', leave);
  // A process that started this one over a channel, and is gone, can end it no more.
  process.once('disconnect', leave);
  process.stdout.write(`${JSON.stringify({ event: 'ready', pid: process.pid })}\n`);
} catch (thrown) {
  const { code, message, problems, remedy } = toAppError(thrown);
  process.stderr.write(`error ${code}: ${message}\n`);
  for (const problem of problems) process.stderr.write(`  ${problem}\n`);
  process.stderr.write(`remedy: ${remedy}\n`);
  process.exit(1);
}
