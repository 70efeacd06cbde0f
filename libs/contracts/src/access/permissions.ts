/** What a token or a session may do as a whole; each but `worker` may do what those before it may. */
export const roles = ['viewer', 'researcher', 'operator', 'admin', 'worker'] as const;
export type Role = (typeof roles)[number];

interface PermissionRow {
  readonly roles: readonly Role[];
  /**
   * `project`: granted to a token that is limited to projects, which then sees and changes what is
   * of those alone. `all`: what it shows or changes is of all projects, so such a token lacks it.
   */
  readonly scope: 'project' | 'all';
}

const everyone = ['viewer', 'researcher', 'operator', 'admin'] as const;
const makers = ['researcher', 'operator', 'admin'] as const;
const operators = ['operator', 'admin'] as const;
const admins = ['admin'] as const;

/** Each permission that an operation of the API may need, and who has it. */
export const permissions = {
  /** Who one is; every token has it. */
  'session.read': { roles, scope: 'project' },
  /** To log in by a browser, and out. */
  'session.write': { roles: everyone, scope: 'project' },
  'study.read': { roles: everyone, scope: 'project' },
  'study.write': { roles: makers, scope: 'project' },
  /** Data sets are of no project: who may read reads all. */
  'dataset.read': { roles: everyone, scope: 'project' },
  'dataset.write': { roles: makers, scope: 'project' },
  /** Workers and the queue; of trials, those of one's projects. */
  'fleet.read': { roles: everyone, scope: 'project' },
  'fleet.write': { roles: operators, scope: 'all' },
  'metrics.read': { roles: everyone, scope: 'all' },
  'token.read': { roles: admins, scope: 'all' },
  'token.write': { roles: admins, scope: 'all' },
  /** Tokens for oneself, which may do no more than one's own. */
  'ownToken.read': { roles: everyone, scope: 'project' },
  'ownToken.write': { roles: everyone, scope: 'project' },
  'audit.read': { roles: admins, scope: 'all' },
  /** What workers do with trials. */
  'trial.work': { roles: ['worker'], scope: 'project' },
} as const satisfies Record<string, PermissionRow>;

export type Permission = keyof typeof permissions;

/** Who acts: the user of a token or of a session, and what both may do. */
export interface Principal {
  readonly user: string;
  readonly role: Role;
  /** Null for all projects. */
  readonly projects: readonly string[] | null;
  /** Null for the token of the environment, and for who needs none. */
  readonly tokenId: string | null;
}

/** Whether somebody has a permission; of which projects, `reachesProject` says. */
export function isPermitted({ role, projects }: Principal, permission: Permission): boolean {
  const row: PermissionRow = permissions[permission];
  return row.roles.includes(role) && (row.scope === 'project' || projects === null);
}

/** The first role that has a permission; those after it in the list have it as well. */
export function lowestRole(permission: Permission): Role {
  return permissions[permission].roles[0];
}

/** All that somebody may do. */
export function listPermissions(principal: Principal): Permission[] {
  const names = Object.keys(permissions) as Permission[];
  return names.filter((permission) => isPermitted(principal, permission));
}

/** Whether what is of a project is there for somebody. */
export function reachesProject({ projects }: Principal, project: string): boolean {
  return projects === null || projects.includes(project);
}
