import { hostname, userInfo } from 'node:os';
import { errorKinds, toAppError, visibleText, type AuditEntry } from '@crossfold/contracts';
import { createAuditLog, type ObjectStore } from '@crossfold/storage';

/** HTTP's word for what is under way: how it ends, the next entry says, or nothing where it was killed. */
const underWay = 102;
const done = 200;

/**
 * Does to a store what no orchestrator sees, with an entry of the audit log before it and one after: who
 * gave the command, on which machine, and how it ended.
 *
 * @param command as it is given, such as `store prune --apply`
 */
export async function withAuditEntries<T>(
  store: ObjectStore,
  command: string,
  work: () => Promise<T>,
): Promise<T> {
  const log = createAuditLog(store);
  await log.append(entryOf(command, underWay));
  try {
    const result = await work();
    await log.append(entryOf(command, done));
    return result;
  } catch (error) {
    const { code } = toAppError(error);
    await log.append(entryOf(command, errorKinds[code].httpStatus, code));
    throw error;
  }
}

/** Logs a command that was done. */
export function logDone(store: ObjectStore, command: string): Promise<void> {
  return createAuditLog(store).append(entryOf(command, done));
}

function entryOf(command: string, status: number, code: string | null = null): AuditEntry {
  const [group = '', name = ''] = command.split(' ');
  return {
    at: new Date().toISOString(),
    user: nameOfUser(),
    role: null,
    tokenId: null,
    from: visibleText(hostname()).slice(0, 100),
    operation: `${group} ${name}`,
    method: 'CLI',
    path: visibleText(command).slice(0, 500),
    body: null,
    bodySha256: null,
    status,
    code,
  };
}

/** Null where the machine has no name for who runs this, as in some containers. */
function nameOfUser(): string | null {
  try {
    return visibleText(userInfo().username).trim().slice(0, 100).trim() || null;
  } catch {
    return null;
  }
}
