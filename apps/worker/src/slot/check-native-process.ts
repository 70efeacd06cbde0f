import type { NativeCheck } from './check-native.js';

/* Loads TensorFlow and sharp, says how that went, and ends. */

function say(check: NativeCheck): void {
  process.send?.(check, () => process.exit(0));
}

try {
  const { describeBackend } = await import('@crossfold/graph/tensorflow');
  const { tensorflow } = describeBackend();
  await import('@crossfold/data/images');
  say({ problem: null, tensorflow });
} catch (error) {
  say({ problem: error instanceof Error ? error.message : String(error) });
}
