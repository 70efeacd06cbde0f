import { AppError } from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';
import { Get, Inject, Redirect, Req, Res } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { ApiController, JsonResponse, Operation } from '../http/api-controller.js';
import { oidcLoginToken, storeToken } from '../process/tokens.js';
import { setPrincipal } from '../guard/acting-principal.js';
import { Needs } from '../guard/needs.js';
import type { OidcLogin } from './oidc-login.js';
import { openSession } from '../guard/open-session.js';
import { clearLoginCookie, loginCookie, setLoginCookie } from './login-cookie.js';
import { setSessionCookie } from '../guard/session-cookie.js';

const loginSchema = z.strictObject({
  /** Whether people may log in at a provider of OpenID Connect. */
  oidc: z.boolean(),
});

/** Logins at a provider; open to everybody, since they show who one is. */
@ApiController('access', 'session/oidc')
export class OidcController {
  constructor(
    @Inject(storeToken) private readonly store: ObjectStore,
    @Inject(oidcLoginToken) private readonly login: OidcLogin | null,
  ) {}

  @Get('ways')
  @Needs('nothing')
  @Operation('listWaysIn', 'Whether people may log in at a provider of OpenID Connect')
  @JsonResponse(200, loginSchema, 'What the login page offers beside a token.')
  ways(): z.infer<typeof loginSchema> {
    return { oidc: this.login !== null };
  }

  @Get()
  @Needs('nothing')
  @Operation('beginLogin', 'Begin a login at the provider', 'For browsers.')
  @ApiResponse({ status: 302, description: 'To the provider.' })
  @Redirect()
  async begin(@Req() request: Request, @Res({ passthrough: true }) response: Response) {
    const { start, url } = await this.provider().begin();
    setLoginCookie(request, response, start);
    return { url: url.href, statusCode: 302 };
  }

  @Get('callback')
  @Needs('nothing', { isAudited: true })
  @Operation('finishLogin', 'Come back from the provider', 'It opens a session of the browser.')
  @ApiResponse({ status: 302, description: 'To the page; the answer sets the cookie.' })
  @Redirect()
  async finish(@Req() request: Request, @Res({ passthrough: true }) response: Response) {
    const login = this.provider();
    const start = loginCookie(request);
    clearLoginCookie(request, response);
    if (start === null) {
      throw new AppError('UNAUTHORISED', 'expected a login that began in this browser, got none', {
        remedy: 'Log in once more.',
      });
    }
    const query = request.originalUrl.slice(request.originalUrl.indexOf('?'));
    const who = await login.finish(query, start);
    setPrincipal(response, { ...who, tokenId: null });
    setSessionCookie(request, response, await openSession(this.store, who, null));
    const { basePath = '' } = response.locals as { basePath?: string };
    response.status(302);
    return { url: `${basePath}/`, statusCode: 302 };
  }

  private provider(): OidcLogin {
    if (this.login) return this.login;
    throw new AppError('NOT_FOUND', 'expected a provider of OpenID Connect, got none', {
      remedy: 'Log in with a token, or set CROSSFOLD_OIDC_ISSUER of the orchestrator.',
    });
  }
}
