import { isIP } from 'node:net';
import { AppError } from '@crossfold/contracts';
import type { RequestHandler } from 'express';
import { isSafeMethod } from '../guard/safe-method.js';
import type { OrchestratorConfig } from '../process/config.js';

type OriginConfig = Pick<OrchestratorConfig, 'host' | 'allowedHosts'>;

/** Where a request says that it goes, and whence it comes; header names as Node has them. */
interface RequestSource {
  readonly method: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
  readonly fetchMode: string | undefined;
}

const hostForm = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i;
const loopbackHost = /^(127\.\d+\.\d+\.\d+|localhost|\[?::1\]?)$/i;

/**
 * Refuses what other pages make a browser send. Who listens on loopback may need no token, so a
 * page at a foreign name that resolves to 127.0.0.1 (DNS rebinding) must not pass for a neighbour,
 * and no page of another origin may send anything at all.
 */
export function refuseForeignRequests(config: OriginConfig): RequestHandler {
  return ({ method, headers }, _response, next) => {
    assertOwnRequest(config, {
      method,
      host: headers.host,
      origin: headers.origin,
      fetchSite: single(headers['sec-fetch-site']),
      fetchMode: single(headers['sec-fetch-mode']),
    });
    next();
  };
}

/** @throws AppError HOST_REFUSED, ORIGIN_REFUSED */
function assertOwnRequest(config: OriginConfig, source: RequestSource): void {
  const { host = '', origin } = source;
  if (!isOwnHost(config, host)) {
    const names = ['localhost', '127.0.0.1', '[::1]', ...config.allowedHosts].join(', ');
    throw new AppError(
      'HOST_REFUSED',
      `expected one of ${names} for Host, got "${host.slice(0, 200)}"`,
    );
  }
  if (origin !== undefined) {
    if (isOwnOrigin(config, origin, host)) return;
    const got = `"${origin.slice(0, 200)}"`;
    throw new AppError('ORIGIN_REFUSED', `expected the page of this server for Origin, got ${got}`);
  }
  const { fetchSite = 'none', method, fetchMode } = source;
  const isOwnSite = fetchSite === 'same-origin' || fetchSite === 'none';
  // A link on another page may lead here: what it opens is shown to the person alone.
  const isLink = isSafeMethod(method) && fetchMode === 'navigate';
  if (!isOwnSite && !isLink) {
    throw new AppError(
      'ORIGIN_REFUSED',
      `expected same-origin for Sec-Fetch-Site, got "${fetchSite.slice(0, 200)}"`,
    );
  }
}

/** An address as Host is no name that somebody could have resolved to this machine. */
function isOwnHost({ host: listensAt, allowedHosts }: OriginConfig, host: string): boolean {
  const isLocal = loopbackHost.test(listensAt);
  if (!isLocal && allowedHosts.length === 0) return true;
  const name = hostForm.exec(host)?.[1]?.toLowerCase();
  if (name === undefined) return false;
  if (loopbackHost.test(name) || allowedHosts.includes(name)) return true;
  return !isLocal && isIP(name.replace(/^\[|\]$/g, '')) !== 0;
}

function isOwnOrigin({ allowedHosts }: OriginConfig, origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host: from, hostname } = new URL(origin);
  if (protocol !== 'http:' && protocol !== 'https:') return false;
  if (allowedHosts.includes(hostname)) return true;
  // Parsed alike, so that a port that the scheme implies may be written or not.
  const own = `${protocol}//${host}`;
  return URL.canParse(own) && new URL(own).host === from;
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join() : header;
}
