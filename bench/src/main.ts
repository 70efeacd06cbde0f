import { toAppError } from '@crossfold/contracts';
import { runBench } from './run-bench.js';

try {
  await runBench(process.argv.slice(2), (text) => void process.stdout.write(text));
} catch (error) {
  const { message, remedy } = toAppError(error);
  process.stderr.write(`${message}\n${remedy}\n`);
  process.exitCode = 1;
}
