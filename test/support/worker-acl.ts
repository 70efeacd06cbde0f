import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Redis } from 'ioredis';

const file = new URL('../../infra/redis/worker.acl', import.meta.url);
const [user, password] = ['crossfold-worker', 'secret-of-workers'];

/** Lets workers into a Redis as the file of rights has it. @returns the address for them */
export async function addWorkerUser(admin: Redis, redisUrl: string): Promise<string> {
  const [line = ''] = (await readFile(fileURLToPath(file), 'utf8')).split('\n');
  const [, , ...rules] = rulesOf(line.replace('PASSWORD', password));
  await admin.call('ACL', 'SETUSER', user, 'reset', ...rules);
  const url = new URL(redisUrl);
  url.username = user;
  url.password = password;
  return url.href;
}

/** Rules have spaces between them, but for those of a selector, which is one rule in parentheses. */
function rulesOf(line: string): string[] {
  return line.trim().match(/\([^)]*\)|\S+/g) ?? [];
}
