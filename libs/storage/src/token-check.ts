import { isLive, parseToken, records, type ApiToken, type Principal } from '@crossfold/contracts';
import { isTokenOf, noteTokenUse } from './api-tokens.js';
import { readRecordIfThere } from './records.js';
import type { ObjectStore } from './object-store.js';

/** Tells whose a token is. */
export interface TokenCheck {
  /**
   * Who acts with a token; null where it is none, or has expired or been revoked.
   *
   * @param kind a session is no token, nor the other way round
   * @throws AppError STORE_UNAVAILABLE
   */
  check(text: string, kind?: ApiToken['kind']): Promise<Principal | null>;
  /** Whether a token still lets in: asked of connections that stay open. */
  isLive(tokenId: string): Promise<boolean>;
  /** Has a token read again at its next use: it was changed here. */
  forget(tokenId: string): void;
  /**
   * Calls when tokens are forgotten, for connections that stay open.
   *
   * @returns what ends that
   */
  onForgotten(call: () => void): () => void;
}

export interface TokenCheckOptions {
  /** For so long a token counts that another process has revoked. */
  readonly keptMs?: number;
  readonly now?: () => number;
  /** Of a token that is no record, and that sessions may have been opened with. */
  readonly environmentTokenId?: string | null;
}

/** So many tokens are remembered: made-up ids must not fill the memory. */
const rememberedTokens = 10_000;
const usedEveryMs = 3_600_000;

interface Remembered {
  readonly readAt: number;
  readonly token: Promise<ApiToken | null>;
}

/**
 * A check that reads each token once in ten seconds at most, whatever comes in.
 *
 * @param store where the tokens are
 */
export function createTokenCheck(
  store: ObjectStore,
  { keptMs = 10_000, now = Date.now, environmentTokenId = null }: TokenCheckOptions = {},
): TokenCheck {
  const remembered = new Map<string, Remembered>();
  const usedAt = new Map<string, number>();
  const calls = new Set<() => void>();

  const read = (tokenId: string): Promise<ApiToken | null> => {
    const known = remembered.get(tokenId);
    if (known && now() - known.readAt < keptMs) return known.token;
    const token = readRecordIfThere(store, records.apiToken, { tokenId });
    // Set anew, so that the one that was read longest ago is the first.
    remembered.delete(tokenId);
    remembered.set(tokenId, { readAt: now(), token });
    const [oldest] = remembered.keys();
    if (remembered.size > rememberedTokens && oldest !== undefined) remembered.delete(oldest);
    // What could not be read now may be read next time.
    token.catch(() => remembered.delete(tokenId));
    return token;
  };

  /** A session ends with the token that it was opened with, and a token with the one that it was made with. */
  const letsIn = async (token: ApiToken | null): Promise<boolean> => {
    if (token === null || !isLive(token, now())) return false;
    const { openedWith } = token;
    if (openedWith === null || openedWith === environmentTokenId) return true;
    return letsIn(await read(openedWith));
  };

  const noteUse = ({ tokenId, lastUsedAt }: ApiToken): void => {
    const last = Math.max(usedAt.get(tokenId) ?? 0, Date.parse(lastUsedAt ?? '') || 0);
    if (now() - last < usedEveryMs) return;
    if (usedAt.size >= rememberedTokens) usedAt.clear();
    usedAt.set(tokenId, now());
    // Nobody waits for it, and nothing depends on it.
    void noteTokenUse(store, tokenId).catch(() => undefined);
  };

  return {
    async check(text, kind = 'token') {
      const parsed = parseToken(text);
      if (parsed?.kind !== kind) return null;
      const { tokenId } = parsed;
      const token = await read(tokenId);
      if (token?.kind !== kind || !isTokenOf(token, text) || !(await letsIn(token))) return null;
      noteUse(token);
      const { user, role, projects } = token;
      return { user, role, projects, tokenId };
    },
    async isLive(tokenId) {
      return letsIn(await read(tokenId));
    },
    forget(tokenId) {
      remembered.delete(tokenId);
      for (const call of calls) call();
    },
    onForgotten(call) {
      calls.add(call);
      return () => calls.delete(call);
    },
  };
}
