import { isLive, records, type Principal } from '@crossfold/contracts';
import { createApiToken, listApiTokens, type ObjectStore } from '@crossfold/storage';
import { sessionHours } from './session-cookie.js';

/**
 * Opens a session for who has shown who they are. Those that have ended are removed.
 *
 * @param openedWith the token that it ends with; null for none
 * @returns what the browser keeps as its cookie
 */
export async function openSession(
  store: ObjectStore,
  { user, role, projects }: Omit<Principal, 'tokenId'>,
  openedWith: string | null,
): Promise<string> {
  const request = {
    user,
    role,
    projects: projects === null ? null : [...projects],
    note: '',
    expiresInDays: sessionHours / 24,
  };
  const origin = { createdBy: user, kind: 'session', openedWith } as const;
  const { text } = await createApiToken(store, request, origin);
  for (const session of await listApiTokens(store, 'session')) {
    if (!isLive(session, Date.now())) await store.delete(records.apiToken.key(session));
  }
  return text;
}
