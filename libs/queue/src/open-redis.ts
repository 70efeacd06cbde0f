import { AppError, parseRedisAddress, redisUrlForm, type RedisAddress } from '@crossfold/contracts';
import { Cluster, Redis, type ClusterOptions, type RedisOptions } from 'ioredis';

/** A connection, or several to the nodes of a cluster: commands are the same. */
export type RedisClient = Redis | Cluster;

/** How a connection is made, and how it waits. */
export type OpenOptions = Pick<
  RedisOptions,
  | 'connectTimeout'
  | 'commandTimeout'
  | 'socketTimeout'
  | 'maxRetriesPerRequest'
  | 'retryStrategy'
  | 'lazyConnect'
  | 'enableReadyCheck'
  | 'disableClientInfo'
>;
type Options = Omit<RedisOptions, 'replyMapping'>;

/**
 * Opens what an address names: a server, a cluster, or the primary that Sentinels tell of, which is
 * asked for again at each new connection.
 *
 * @throws AppError QUEUE_REFUSED where the address is none
 */
export function openRedis(url: string, options: OpenOptions): RedisClient {
  const address = parseRedisAddress(url);
  if (!address) throw new AppError('QUEUE_REFUSED', `${redisUrlForm} for REDIS_URL, got another`);
  switch (address.kind) {
    case 'server':
      return new Redis(url, options);
    case 'cluster':
      return new Cluster([...address.nodes], clusterOptions(address, options));
    case 'sentinel':
      return new Redis({ ...options, ...sentinelOptions(address, options) });
  }
}

/** Hosts and ports of an address, without anything else of it. */
export function hostOf(url: string): string {
  const address = parseRedisAddress(url);
  if (!address) return 'REDIS_URL';
  return address.nodes
    .map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`)
    .join(',');
}

function credentialsOf({ username, password, isTls }: RedisAddress): Options {
  return {
    ...(username !== null && { username }),
    ...(password !== null && { password }),
    ...(isTls && { tls: {} }),
  };
}

function clusterOptions(
  address: RedisAddress,
  { retryStrategy, lazyConnect, enableReadyCheck, ...options }: OpenOptions,
): Omit<ClusterOptions, 'redisOptions'> & { readonly redisOptions: Options } {
  return {
    redisOptions: { ...options, ...credentialsOf(address) },
    clusterRetryStrategy: retryStrategy ?? (() => null),
    ...(lazyConnect !== undefined && { lazyConnect }),
    ...(enableReadyCheck !== undefined && { enableReadyCheck }),
    // A certificate names hosts: they are not to be made into numbers.
    ...(address.isTls && {
      dnsLookup: (host: string, done: (error: null, address: string) => void) => {
        done(null, host);
      },
    }),
  };
}

function sentinelOptions(address: RedisAddress, { retryStrategy }: OpenOptions): Options {
  return {
    ...credentialsOf(address),
    sentinels: [...address.nodes],
    name: address.primary ?? '',
    sentinelRetryStrategy: retryStrategy ?? (() => null),
    // The Sentinels that others named, too.
    updateSentinels: true,
    ...(address.isTls && { enableTLSForSentinelMode: true, sentinelTLS: {} }),
  };
}
