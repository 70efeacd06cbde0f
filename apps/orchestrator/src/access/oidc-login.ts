import { AppError, nameSchema, roles, userSchema, type Principal } from '@crossfold/contracts';
import * as oidc from 'openid-client';
import type { OidcConfig } from '../process/oidc-config.js';

/** What a browser keeps between leaving for the provider and coming back. */
export interface LoginStart {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
}

/** Logins at a provider of OpenID Connect: authorisation code with PKCE. */
export interface OidcLogin {
  /** @throws AppError SERVER_UNAVAILABLE where the provider does not answer */
  begin(): Promise<{ readonly start: LoginStart; readonly url: URL }>;
  /**
   * Who has come back from the provider.
   *
   * @param query of the request that brings them back
   * @throws AppError UNAUTHORISED, SERVER_UNAVAILABLE; FORBIDDEN for who has no role here
   */
  finish(query: string, start: LoginStart): Promise<Omit<Principal, 'tokenId'>>;
}

const callbackPath = '/api/v1/session/oidc/callback';
const scope = 'openid email profile';

export function createOidcLogin(config: OidcConfig): OidcLogin {
  const { issuer, clientId, clientSecret, publicUrl } = config;
  const known: { client: Promise<oidc.Configuration> | null } = { client: null };

  // Asked for at the first login: a provider that is away keeps nothing else from working.
  const discover = async (): Promise<oidc.Configuration> => {
    // Of a provider on this machine, as in a trial of the set-up.
    const isLocal = issuer.protocol === 'http:';
    const execute = isLocal ? [oidc.allowInsecureRequests] : [];
    known.client ??= oidc.discovery(issuer, clientId, clientSecret, undefined, { execute });
    try {
      return await known.client;
    } catch (cause) {
      known.client = null;
      throw unavailable(cause);
    }
  };

  return {
    async begin() {
      const client = await discover();
      const verifier = oidc.randomPKCECodeVerifier();
      const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
      const url = oidc.buildAuthorizationUrl(client, {
        redirect_uri: `${publicUrl}${callbackPath}`,
        scope,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      });
      return { start: { verifier, state, nonce }, url };
    },
    async finish(query, { verifier, state, nonce }) {
      const client = await discover();
      const here = new URL(`${publicUrl}${callbackPath}${query}`);
      const tokens = await oidc
        .authorizationCodeGrant(client, here, {
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
        })
        .catch((cause: unknown) => {
          throw new AppError(
            'UNAUTHORISED',
            `expected a login at ${issuer.host}, got ${messageOf(cause)}`,
            {
              remedy: 'Log in once more.',
              cause,
            },
          );
        });
      const claims = tokens.claims();
      if (!claims) throw new AppError('UNAUTHORISED', `expected an ID token of ${issuer.host}`);
      // Some providers tell groups only when they are asked for more than the ID token.
      const isWhole = [config.roleClaim, config.projectClaim ?? 'sub'].every(
        (name) => name in claims,
      );
      const more = isWhole ? {} : await oidc.fetchUserInfo(client, tokens.access_token, claims.sub);
      return principalOf(config, { ...more, ...claims });
    },
  };
}

type Claims = Readonly<Record<string, unknown>>;

/** @throws AppError FORBIDDEN */
export function principalOf(
  { roleClaim, rolesOfValues, projectClaim }: OidcConfig,
  claims: Claims,
): Omit<Principal, 'tokenId'> {
  const names = [claims['email'], claims['preferred_username'], claims['sub']];
  const user = names.find((name) => userSchema.safeParse(name).success);
  if (typeof user !== 'string') throw refusal('a name that can be shown', 'none');
  const values = textsOf(claims[roleClaim]);
  const given = values.flatMap((value) => rolesOfValues.get(value) ?? []);
  const role = roles.findLast((one) => given.includes(one));
  if (!role) throw refusal(`one of ${[...rolesOfValues.keys()].join(', ')} in ${roleClaim}`, user);
  if (projectClaim === null) return { user, role, projects: null };
  const projects = textsOf(claims[projectClaim]).filter(
    (name) => nameSchema.safeParse(name).success,
  );
  if (projects.length === 0) throw refusal(`a project in ${projectClaim}`, user);
  return { user, role, projects: [...new Set(projects)].slice(0, 100) };
}

function textsOf(claim: unknown): string[] {
  const values: unknown[] = Array.isArray(claim) ? claim : [claim];
  return values.filter((value): value is string => typeof value === 'string');
}

function refusal(expected: string, user: string): AppError {
  return new AppError('FORBIDDEN', `expected ${expected} for a login, got ${user} without`, {
    remedy: 'Ask an admin for a group of the provider that has a role here.',
  });
}

function unavailable(cause: unknown): AppError {
  return new AppError(
    'SERVER_UNAVAILABLE',
    `expected an answer of the OpenID provider, got ${messageOf(cause)}`,
    {
      remedy: 'Check CROSSFOLD_OIDC_ISSUER, and that the provider runs; a token logs in, too.',
      cause,
    },
  );
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message.slice(0, 300) : 'something else';
}
