import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** Debian's package `prometheus` has it; CROSSFOLD_PROMTOOL names another. */
const program = process.env['CROSSFOLD_PROMTOOL'] ?? 'promtool';

/** Runs promtool. @returns what it says, and whether it objects to nothing */
export async function promtool(
  args: readonly string[],
  input = '',
): Promise<{ readonly isClean: boolean; readonly said: string }> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('close', resolve);
    child.on('error', (error) => {
      reject(new Error(`expected promtool (Debian: prometheus), got ${error.message}`));
    });
  });
  child.stdin.end(input);
  const [out, errors, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { isClean: status === 0, said: out + errors };
}
