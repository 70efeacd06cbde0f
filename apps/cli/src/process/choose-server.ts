import { AppError, tidied } from '@crossfold/contracts';
import { contextNamed, localContext, readContexts, type ServerContext } from './server-contexts.js';

export interface ServerFlags {
  readonly server?: string;
  readonly context?: string;
}

export interface ServerChoice {
  /** What the command works with, its server among it. */
  readonly environment: NodeJS.ProcessEnv;
  /** The context in use, where that decided. */
  readonly inUse: { readonly name: string; readonly url: string } | null;
}

/**
 * Which server is talked to: that of a flag, else of the environment (CROSSFOLD_URL, or CROSSFOLD_HOME
 * for a state folder), else of the context in use, else none.
 *
 * @throws AppError REQUEST_INVALID for both flags; NOT_FOUND for a context that is not there;
 *   CONFIG_INVALID for one whose variable of the token is not set
 */
export function chooseServer(
  environment: NodeJS.ProcessEnv,
  { server, context }: ServerFlags,
): ServerChoice {
  if (server !== undefined && context !== undefined) {
    throw new AppError('REQUEST_INVALID', 'expected --server or --context, got both', {
      remedy: 'Leave one of them out.',
    });
  }
  if (server !== undefined) {
    return { environment: { ...environment, CROSSFOLD_URL: server }, inUse: null };
  }
  if (context === localContext) {
    return { environment: { ...environment, CROSSFOLD_URL: undefined }, inUse: null };
  }
  if (context !== undefined) {
    const named = contextNamed(readContexts(environment), context);
    return { environment: withContext(environment, context, named), inUse: null };
  }
  const { CROSSFOLD_URL: url, CROSSFOLD_HOME: home } = tidied(environment);
  if (url !== undefined || home !== undefined) return { environment, inUse: null };
  const contexts = readContexts(environment);
  if (contexts.current === null) return { environment, inUse: null };
  const current = contextNamed(contexts, contexts.current);
  return {
    environment: withContext(environment, contexts.current, current),
    inUse: { name: contexts.current, url: current.url },
  };
}

/** The token of the environment is for the server of the environment, and goes to no other. */
function withContext(
  environment: NodeJS.ProcessEnv,
  name: string,
  { url, tokenEnv, store }: ServerContext,
): NodeJS.ProcessEnv {
  const token = tokenEnv === null ? undefined : environment[tokenEnv];
  if (tokenEnv !== null && !token) {
    throw new AppError('CONFIG_INVALID', `expected a token in ${tokenEnv}, got nothing`, {
      remedy: `Set ${tokenEnv} to the token of ${url}, or name another variable: crossfold context add ${name} --url ${url} --token-env VARIABLE.`,
    });
  }
  return {
    ...environment,
    CROSSFOLD_URL: url,
    CROSSFOLD_API_TOKEN: token,
    ...(store !== null && { CROSSFOLD_STORE: store }),
  };
}
