import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { AppError, nameSchema, nearestWord, parseWith } from '@crossfold/contracts';
import { writeFileAtomically } from '@crossfold/provision';
import { z } from 'zod';

const serverContextSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'expected http(s)://HOST:PORT' }),
  /** The variable that holds the token; the token itself is not kept. */
  tokenEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of an environment variable')
    .nullable(),
  /** As CROSSFOLD_STORE: where its data sets lie. */
  store: z.string().min(1).nullable(),
});
export type ServerContext = z.infer<typeof serverContextSchema>;

const serverContextsSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** In use where nothing else is said; null for the stack on the state folder. */
  current: nameSchema.nullable(),
  contexts: z.record(nameSchema, serverContextSchema),
});
export type ServerContexts = z.infer<typeof serverContextsSchema>;

/** The name that stands for no context: the stack on the state folder. */
export const localContext = 'local';

/** Where the contexts of a user are kept: `~/.config/crossfold/contexts.json`. */
export function contextsPath(environment: NodeJS.ProcessEnv): string {
  const configHome =
    environment['XDG_CONFIG_HOME'] || join(environment['HOME'] || homedir(), '.config');
  return join(configHome, 'crossfold', 'contexts.json');
}

/** @throws AppError CONFIG_INVALID for a file that is no list of contexts */
export function readContexts(environment: NodeJS.ProcessEnv): ServerContexts {
  const path = contextsPath(environment);
  const text = readIfAny(path);
  if (text === null) return { schemaVersion: 1, current: null, contexts: {} };
  return parseWith(serverContextsSchema, parseJson(text, path), 'CONFIG_INVALID', path);
}

/** Readable by its owner alone: addresses of servers are nobody else's business. */
export async function writeContexts(
  environment: NodeJS.ProcessEnv,
  contexts: ServerContexts,
): Promise<void> {
  const path = contextsPath(environment);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFileAtomically(path, `${JSON.stringify(contexts, null, 2)}\n`, { mode: 0o600 });
}

/** @throws AppError REQUEST_INVALID for an address or a name that is none */
export function parseContext(given: unknown): ServerContext {
  return parseWith(serverContextSchema, given, 'REQUEST_INVALID', 'the context');
}

/** @throws AppError NOT_FOUND with the nearest name */
export function contextNamed({ contexts }: ServerContexts, name: string): ServerContext {
  const found = Object.hasOwn(contexts, name) ? contexts[name] : undefined;
  if (found) return found;
  const names = Object.keys(contexts);
  const nearest = nearestWord(name, names);
  const known = names.length === 0 ? 'none is there' : `known: ${names.join(', ')}`;
  throw new AppError('NOT_FOUND', `expected the name of a context, got "${name}"; ${known}`, {
    remedy: nearest
      ? `Did you mean ${nearest}?`
      : `Add it: crossfold context add ${name} --url URL.`,
  });
}

function readIfAny(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new AppError('CONFIG_INVALID', `expected to read ${path}, got ${code ?? message}`, {
      remedy: 'Make it readable for you, or remove it.',
      cause,
    });
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('CONFIG_INVALID', `expected JSON in ${path}, got something else`, {
      remedy: 'Correct or remove the file; crossfold context add writes it anew.',
      cause,
    });
  }
}
