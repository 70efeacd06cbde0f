import type { Request, Response } from 'express';
import { z } from 'zod';
import type { LoginStart } from './oidc-login.js';

const name = 'crossfold-login';
const keptMs = 600_000;
const startSchema = z.strictObject({ verifier: z.string(), state: z.string(), nonce: z.string() });

type Asked = Pick<Request, 'headers' | 'secure'>;

/** Lax, and not strict: the browser comes back by a link of the provider. */
export function setLoginCookie(request: Asked, response: Response, start: LoginStart): void {
  const value = Buffer.from(JSON.stringify(start)).toString('base64url');
  response.cookie(name, value, { ...optionsOf(request, response), maxAge: keptMs });
}

export function clearLoginCookie(request: Asked, response: Response): void {
  response.clearCookie(name, optionsOf(request, response));
}

/** Null where a login did not begin in this browser, or long ago. */
export function loginCookie({ headers }: Asked): LoginStart | null {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const value = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  try {
    return startSchema.parse(JSON.parse(Buffer.from(value, 'base64url').toString()));
  } catch {
    return null;
  }
}

function optionsOf({ secure }: Asked, { locals }: Response) {
  const { basePath = '' } = locals as { basePath?: string };
  const path = `${basePath}/api/v1/session/oidc`;
  return { httpOnly: true, sameSite: 'lax', secure, path } as const;
}
