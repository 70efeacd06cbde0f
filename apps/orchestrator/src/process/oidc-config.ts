import { roles, type Role } from '@crossfold/contracts';
import { z } from 'zod';

/** How people log in at a provider of OpenID Connect, and what they may do then. */
export interface OidcConfig {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where browsers reach this server, with its base path; without a slash at the end. */
  readonly publicUrl: string;
  /** The claim of the ID token that says what somebody is, as a text or a list of texts. */
  readonly roleClaim: string;
  /** Values of that claim, and the role that each gives. */
  readonly rolesOfValues: ReadonlyMap<string, Role>;
  /** The claim that lists somebody's projects; null: all projects. */
  readonly projectClaim: string | null;
}

const httpOnly = { protocol: /^https?$/, error: 'expected an http or https address' };

/** Variables of the environment; without the first one nobody logs in so. */
export const oidcShape = {
  CROSSFOLD_OIDC_ISSUER: z.url(httpOnly).optional(),
  CROSSFOLD_OIDC_CLIENT_ID: z.string().min(1).optional(),
  CROSSFOLD_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  CROSSFOLD_OIDC_ROLE_CLAIM: z.string().min(1).default('groups'),
  CROSSFOLD_OIDC_ROLES: z.string().optional(),
  CROSSFOLD_OIDC_PROJECT_CLAIM: z.string().min(1).optional(),
  CROSSFOLD_PUBLIC_URL: z.url(httpOnly).optional(),
} as const;

type Environment = z.output<z.ZodObject<typeof oidcShape>>;

/**
 * @param problems is given one line for each variable that is missing or wrong
 * @returns null where there is no provider, or a problem
 */
export function readOidcConfig(environment: Environment, problems: string[]): OidcConfig | null {
  const {
    CROSSFOLD_OIDC_ISSUER: issuer,
    CROSSFOLD_OIDC_CLIENT_ID: clientId = '',
    CROSSFOLD_OIDC_CLIENT_SECRET: clientSecret = '',
    CROSSFOLD_OIDC_ROLES: rolesText = '',
    CROSSFOLD_PUBLIC_URL: publicUrl = '',
  } = environment;
  if (issuer === undefined) return null;
  const before = problems.length;
  const needed = {
    CROSSFOLD_OIDC_CLIENT_ID: clientId,
    CROSSFOLD_OIDC_CLIENT_SECRET: clientSecret,
    CROSSFOLD_OIDC_ROLES: rolesText,
    CROSSFOLD_PUBLIC_URL: publicUrl,
  };
  for (const [name, value] of Object.entries(needed)) {
    if (value === '')
      problems.push(`${name}: expected a value beside CROSSFOLD_OIDC_ISSUER, got nothing`);
  }
  const rolesOfValues = readRoles(rolesText, problems);
  if (problems.length > before) return null;
  return {
    issuer: new URL(issuer),
    clientId,
    clientSecret,
    publicUrl: publicUrl.replace(/\/$/, ''),
    roleClaim: environment.CROSSFOLD_OIDC_ROLE_CLAIM,
    rolesOfValues,
    projectClaim: environment.CROSSFOLD_OIDC_PROJECT_CLAIM ?? null,
  };
}

function readRoles(text: string, problems: string[]): ReadonlyMap<string, Role> {
  const pairs = text.split(',').filter((pair) => pair.trim() !== '');
  const found = new Map<string, Role>();
  for (const pair of pairs) {
    const [value = '', name = ''] = pair.split('=').map((part) => part.trim());
    const role = roles.find((one) => one === name && one !== 'worker');
    if (value !== '' && role) found.set(value, role);
    else
      problems.push(`CROSSFOLD_OIDC_ROLES: expected GROUP=ROLE with commas between, got "${pair}"`);
  }
  return found;
}
