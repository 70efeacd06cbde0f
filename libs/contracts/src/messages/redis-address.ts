/** A Redis as `REDIS_URL` names it. */
export interface RedisAddress {
  /** One server, the servers of a cluster, or Sentinels that know which server is the primary. */
  readonly kind: 'server' | 'cluster' | 'sentinel';
  readonly isTls: boolean;
  readonly username: string | null;
  readonly password: string | null;
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  /** The name that Sentinels have for the primary; null where there are none. */
  readonly primary: string | null;
}

/** What is expected of REDIS_URL; told without its value, which may hold a password. */
export const redisUrlForm =
  'expected redis://USER:PASSWORD@HOST:PORT (user and password may be left out), redis+cluster://…@HOST:PORT,HOST:PORT or redis+sentinel://…@HOST:PORT,HOST:PORT/NAME, with each of / # % ? @ in the password percent-encoded';

const kinds = { '': 'server', '+cluster': 'cluster', '+sentinel': 'sentinel' } as const;
const form =
  /^redis(s?)(|\+cluster|\+sentinel):\/\/(?:([^/?#]*)@)?([^/?#@]+)(?:\/([^/?#]*))?(?:\?[^#]*)?$/i;
const nodeForm = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/i;
const usualPorts = { server: 6379, cluster: 6379, sentinel: 26379 } as const;

/** @returns null where it is none */
export function parseRedisAddress(url: string): RedisAddress | null {
  const [, tls = '', way = '', user, hosts = '', path = ''] = form.exec(url) ?? [];
  const kind = kinds[way.toLowerCase() as keyof typeof kinds];
  const nodes = hosts.split(',').map((text) => parseNode(text, usualPorts[kind]));
  const isWhole = nodes.every((node) => node !== null);
  if (hosts === '' || !isWhole || (kind === 'server' && nodes.length > 1)) return null;
  if ((kind === 'sentinel') !== (path !== '') && kind !== 'server') return null;
  const credentials = parseCredentials(user);
  if (!credentials) return null;
  const primary = kind === 'sentinel' ? path : null;
  return { kind, isTls: tls !== '', ...credentials, nodes, primary };
}

export function isRedisUrl(url: string): boolean {
  const address = parseRedisAddress(url);
  // The library takes the address of one server apart by itself.
  return address !== null && (address.kind !== 'server' || URL.canParse(url));
}

function parseNode(text: string, usualPort: number): RedisAddress['nodes'][number] | null {
  const [, host, port] = nodeForm.exec(text) ?? [];
  const number = port === undefined ? usualPort : Number(port);
  if (host === undefined || number > 65_535) return null;
  return { host: host.replace(/^\[|\]$/g, ''), port: number };
}

/** @returns null where something is not encoded as it should be */
function parseCredentials(
  text: string | undefined,
): Pick<RedisAddress, 'username' | 'password'> | null {
  if (text === undefined) return { username: null, password: null };
  const colon = text.indexOf(':');
  const [user, word] = colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
  try {
    return {
      username: user === '' ? null : decodeURIComponent(user),
      password: word === '' ? null : decodeURIComponent(word),
    };
  } catch {
    return null;
  }
}
