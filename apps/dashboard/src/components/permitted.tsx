import type { Permission, SessionView } from '@crossfold/contracts';
import { lowestRole } from '@crossfold/contracts/page';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { sessionQuery } from '../api/session.js';

/**
 * What somebody needs a permission for. Nobody sees a button that the server would refuse: who lacks
 * the permission reads which role has it.
 */
export function Permitted({
  need,
  to,
  children,
}: {
  readonly need: Permission;
  /** What it is for, after "To": "control the study". Left out where another part says so. */
  readonly to?: string;
  readonly children: ReactNode;
}) {
  const { data: session } = useQuery(sessionQuery());
  if (session === undefined) return null;
  if (isPermitted(session, need)) return children;
  if (session === null || to === undefined) return null;
  return <p className="quiet">{lackText(session, need, to)}</p>;
}

/** False while it is not known. */
export function useIsPermitted(need: Permission): boolean {
  const { data: session } = useQuery(sessionQuery());
  return session !== undefined && isPermitted(session, need);
}

/** A server that does not say who one is refuses by itself. */
function isPermitted(session: SessionView | null, need: Permission): boolean {
  return session === null || session.permissions.includes(need);
}

function lackText({ user, role }: SessionView, need: Permission, to: string): string {
  return `To ${to} takes the role ${lowestRole(need)} or a higher one; ${user} has the role ${role}.`;
}
