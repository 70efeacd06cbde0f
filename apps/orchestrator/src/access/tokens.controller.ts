import {
  apiTokenListSchema,
  apiTokenRequestSchema,
  apiTokenViewSchema,
  createdTokenSchema,
  longPageQuerySchema,
  parseWith,
  viewApiToken,
  wholeLimit,
  type ApiTokenList,
  type ApiTokenView,
  type CreatedToken,
} from '@crossfold/contracts';
import {
  listApiTokens,
  readApiToken,
  revokeApiToken,
  type ObjectStore,
  type TokenCheck,
} from '@crossfold/storage';
import { takePage } from '@crossfold/study';
import { Body, Get, Headers, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import {
  ApiController,
  IdempotencyKeyHeader,
  JsonBody,
  JsonResponse,
  nothingSchema,
  Operation,
  QueryParameters,
} from '../http/api-controller.js';
import { createTokenOnce } from './create-token-once.js';
import { setLocation } from '../http/set-location.js';
import { storeToken, tokenCheckToken } from '../process/tokens.js';
import { actingPrincipal } from '../guard/acting-principal.js';
import { Needs } from '../guard/needs.js';

const requestExample = { user: 'Ada', role: 'researcher', projects: ['lesions'] };

@ApiController('access', 'tokens')
export class TokensController {
  constructor(
    @Inject(storeToken) private readonly store: ObjectStore,
    @Inject(tokenCheckToken) private readonly checks: TokenCheck,
  ) {}

  @Post()
  @Needs('token.write')
  @Operation('createToken', 'Make a token for a user', 'The answer alone has the token.')
  @IdempotencyKeyHeader()
  @JsonBody(apiTokenRequestSchema, requestExample)
  @JsonResponse(201, createdTokenSchema, 'The token, which nobody can ask for again.')
  async create(
    @Body() body: unknown,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CreatedToken> {
    const request = parseWith(apiTokenRequestSchema, body, 'REQUEST_INVALID', 'the token');
    const origin = { createdBy: actor() };
    const { token, text } = await createTokenOnce(this.store, request, origin, key);
    setLocation(response, `tokens/${token.tokenId}`);
    // Nothing on the way may keep it.
    response.set('Cache-Control', 'no-store');
    return { ...viewApiToken(token), token: text };
  }

  @Get()
  @Needs('token.read')
  @Operation('listTokens', 'List the tokens that were made', 'Those that have ended too.')
  @QueryParameters(longPageQuerySchema)
  @JsonResponse(200, apiTokenListSchema, 'A page of the list, by id.')
  async list(@Query() query: unknown): Promise<ApiTokenList> {
    const { after, limit } = parseWith(longPageQuerySchema, query, 'REQUEST_INVALID', 'the query');
    const tokens = await listApiTokens(this.store, 'token');
    const page = takePage(tokens, ({ tokenId }) => tokenId, { after, limit: limit ?? wholeLimit });
    return { tokens: page.items.map(viewApiToken), next: page.next };
  }

  @Get(':tokenId')
  @Needs('token.read')
  @Operation('getToken', 'A token: whose it is, and what it may do')
  @JsonResponse(200, apiTokenViewSchema, 'The token, without its secret.')
  async get(@Param('tokenId') tokenId: string): Promise<ApiTokenView> {
    return viewApiToken(await readApiToken(this.store, tokenId));
  }

  @Post(':tokenId/revoke')
  @Needs('token.write')
  @Operation('revokeToken', 'End a token for good', 'Sessions that were opened with it end too.')
  @JsonBody(nothingSchema, {})
  @JsonResponse(200, apiTokenViewSchema, 'The token has ended.')
  async revoke(@Param('tokenId') tokenId: string, @Body() body: unknown): Promise<ApiTokenView> {
    parseWith(nothingSchema, body ?? {}, 'REQUEST_INVALID', 'the body');
    const token = await revokeApiToken(this.store, tokenId, actor());
    this.checks.forget(tokenId);
    return viewApiToken(token);
  }
}

function actor(): string {
  return actingPrincipal()?.user ?? 'nobody';
}
