import {
  apiTokenListSchema,
  apiTokenViewSchema,
  AppError,
  createdTokenSchema,
  ownTokenRequestSchema,
  parseWith,
  reachesProject,
  roles,
  viewApiToken,
  type ApiToken,
  type ApiTokenList,
  type ApiTokenView,
  type CreatedToken,
  type Principal,
} from '@crossfold/contracts';
import {
  listApiTokens,
  readApiToken,
  revokeApiToken,
  type ObjectStore,
  type TokenCheck,
} from '@crossfold/storage';
import { Body, Get, Headers, Inject, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { requirePrincipal } from '../guard/acting-principal.js';
import { environmentTokenId } from '../guard/identify.js';
import { Needs } from '../guard/needs.js';
import {
  ApiController,
  IdempotencyKeyHeader,
  JsonBody,
  JsonResponse,
  nothingSchema,
  Operation,
} from '../http/api-controller.js';
import type { OrchestratorConfig } from '../process/config.js';
import { createTokenOnce } from './create-token-once.js';
import { configToken, storeToken, tokenCheckToken } from '../process/tokens.js';

type Reach = Pick<ApiToken, 'role' | 'projects'>;

/** Tokens that people make for themselves: for a notebook, a script, another machine. */
@ApiController('access', 'session/tokens')
export class OwnTokensController {
  constructor(
    @Inject(storeToken) private readonly store: ObjectStore,
    @Inject(tokenCheckToken) private readonly checks: TokenCheck,
    @Inject(configToken) private readonly config: OrchestratorConfig,
  ) {}

  @Post()
  @Needs('ownToken.write')
  @Operation(
    'createOwnToken',
    'Make a token for oneself',
    'It may do no more than whoever asks, and ends with the token that they use. The answer alone has it.',
  )
  @IdempotencyKeyHeader()
  @JsonBody(ownTokenRequestSchema, { note: 'notebook' })
  @JsonResponse(201, createdTokenSchema, 'The token, which nobody can ask for again.')
  async create(
    @Body() body: unknown,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CreatedToken> {
    const asked = parseWith(ownTokenRequestSchema, body ?? {}, 'REQUEST_INVALID', 'the token');
    const acting = requirePrincipal();
    const { user, role, projects } = acting;
    const wanted = { role: asked.role ?? role, projects: asked.projects ?? copyOf(projects) };
    assertWithin(acting, wanted);
    const origin = { createdBy: user, openedWith: await this.sourceOf(acting) };
    const request = { ...asked, ...wanted, user };
    const { token, text } = await createTokenOnce(this.store, request, origin, key);
    response.set('Cache-Control', 'no-store').location('session/tokens');
    return { ...viewApiToken(token), token: text };
  }

  @Get()
  @Needs('ownToken.read')
  @Operation('listOwnTokens', 'List the tokens of whoever asks', 'Those that have ended too.')
  @JsonResponse(200, apiTokenListSchema, 'All of them, by id.')
  async list(): Promise<ApiTokenList> {
    const { user } = requirePrincipal();
    const tokens = await listApiTokens(this.store, 'token');
    return { tokens: tokens.filter((token) => token.user === user).map(viewApiToken), next: null };
  }

  @Post(':tokenId/revoke')
  @Needs('ownToken.write')
  @Operation(
    'revokeOwnToken',
    'End a token of oneself for good',
    'Sessions that were opened with it, and tokens that were made with it, end too.',
  )
  @JsonBody(nothingSchema, {})
  @JsonResponse(200, apiTokenViewSchema, 'The token has ended.')
  async revoke(@Param('tokenId') tokenId: string, @Body() body: unknown): Promise<ApiTokenView> {
    parseWith(nothingSchema, body ?? {}, 'REQUEST_INVALID', 'the body');
    const acting = requirePrincipal();
    const known = await readApiToken(this.store, tokenId);
    if (known.user !== acting.user || known.kind !== 'token') {
      throw new AppError(
        'NOT_FOUND',
        `expected the id of a token of ${acting.user}, got "${tokenId}"`,
      );
    }
    // One that was stolen must not end those that may do more.
    assertWithin(acting, known);
    const token = await revokeApiToken(this.store, tokenId, acting.user);
    this.checks.forget(tokenId);
    return viewApiToken(token);
  }

  /** The token that one made now ends with; null for whoever has logged in at a provider. */
  private async sourceOf({ tokenId }: Principal): Promise<string | null> {
    if (tokenId !== null) {
      const { kind, openedWith } = await readApiToken(this.store, tokenId);
      return kind === 'session' ? openedWith : tokenId;
    }
    const { apiToken } = this.config;
    if (apiToken !== null) return environmentTokenId(apiToken);
    throw new AppError('CONFLICT', 'expected a server that asks for tokens, got one that does not');
  }
}

/** @throws AppError FORBIDDEN where a token may do more than who makes or ends it */
function assertWithin(acting: Principal, { role, projects }: Reach): void {
  const isHigher = role === 'worker' || roles.indexOf(role) > roles.indexOf(acting.role);
  const beyond =
    projects === null
      ? acting.projects !== null
      : projects.some((project) => !reachesProject(acting, project));
  if (!isHigher && !beyond) return;
  const of = (where: Reach['projects']) => where?.join(', ') ?? 'all projects';
  const own = `${acting.role} of ${of(copyOf(acting.projects))}`;
  throw new AppError('FORBIDDEN', `expected at most ${own}, got ${role} of ${of(projects)}`, {
    remedy: 'Leave role and projects out for those of your own, or ask an admin for a token.',
  });
}

function copyOf(projects: Principal['projects']): string[] | null {
  return projects === null ? null : [...projects];
}
