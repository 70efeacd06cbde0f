import {
  AppError,
  listPermissions,
  parseWith,
  sessionViewSchema,
  type Principal,
  type SessionView,
} from '@crossfold/contracts';
import { revokeApiToken, type ObjectStore, type TokenCheck } from '@crossfold/storage';
import { Body, Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import {
  ApiController,
  JsonBody,
  JsonResponse,
  nothingSchema,
  Operation,
} from '../http/api-controller.js';
import type { OrchestratorConfig } from '../process/config.js';
import { configToken, storeToken, tokenCheckToken } from '../process/tokens.js';
import { requirePrincipal } from '../guard/acting-principal.js';
import { environmentTokenId } from '../guard/identify.js';
import { Needs } from '../guard/needs.js';
import {
  clearSessionCookie,
  csrfTokenOf,
  sessionCookie,
  setSessionCookie,
} from '../guard/session-cookie.js';
import { openSession } from '../guard/open-session.js';

@ApiController('access', 'session')
export class SessionController {
  constructor(
    @Inject(storeToken) private readonly store: ObjectStore,
    @Inject(tokenCheckToken) private readonly checks: TokenCheck,
    @Inject(configToken) private readonly config: OrchestratorConfig,
  ) {}

  @Get()
  @Needs('session.read')
  @Operation('getSession', 'Who sends the request, and what they may do')
  @JsonResponse(200, sessionViewSchema, 'User, role, projects and permissions.')
  get(@Req() request: Request, @Res({ passthrough: true }) response: Response): SessionView {
    response.set('Cache-Control', 'no-store');
    return viewSession(requirePrincipal(), sessionCookie(request) ?? null);
  }

  @Post()
  @Needs('session.write')
  @Operation(
    'openSession',
    'Open a session of a browser, which has a cookie in place of the token',
    'Its unsafe requests carry `csrfToken` as X-CSRF-Token.',
  )
  @JsonBody(nothingSchema, {})
  @JsonResponse(201, sessionViewSchema, 'The session is open; the answer sets its cookie.')
  async open(
    @Body() body: unknown,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionView> {
    parseWith(nothingSchema, body ?? {}, 'REQUEST_INVALID', 'the body');
    const acting = requirePrincipal();
    const openedWith = acting.tokenId ?? this.environmentTokenId();
    const session = await openSession(this.store, acting, openedWith);
    setSessionCookie(request, response, session);
    response.set('Cache-Control', 'no-store').location('session');
    return viewSession(acting, session);
  }

  @Post('end')
  @Needs('session.write')
  @Operation('endSession', 'End the session of a browser', 'A token that is sent stays as it is.')
  @JsonBody(nothingSchema, {})
  @JsonResponse(200, nothingSchema, 'It has ended.')
  async end(
    @Body() body: unknown,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    parseWith(nothingSchema, body ?? {}, 'REQUEST_INVALID', 'the body');
    const { user, tokenId } = requirePrincipal();
    if (tokenId !== null && sessionCookie(request) !== undefined) {
      await revokeApiToken(this.store, tokenId, user);
      this.checks.forget(tokenId);
    }
    clearSessionCookie(request, response);
    return {};
  }

  private environmentTokenId(): string {
    const { apiToken } = this.config;
    if (apiToken !== null) return environmentTokenId(apiToken);
    throw new AppError('CONFLICT', 'expected a server that asks for tokens, got one that does not');
  }
}

function viewSession(acting: Principal, session: string | null): SessionView {
  const { user, role, projects } = acting;
  return {
    user,
    role,
    projects: projects === null ? null : [...projects],
    permissions: listPermissions(acting),
    csrfToken: session === null ? null : csrfTokenOf(session),
  };
}
