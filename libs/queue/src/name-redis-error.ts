import { AppError, findTlsFault, type ErrorCode } from '@crossfold/contracts';
import { hostOf } from './open-redis.js';

interface RedisFault {
  readonly pattern: RegExp;
  readonly code: Extract<ErrorCode, 'QUEUE_REFUSED' | 'QUEUE_UNAVAILABLE'>;
  readonly expected: string;
  readonly got: string;
  readonly remedy: string;
}

const encoding =
  'Set REDIS_URL to redis://USER:PASSWORD@HOST:PORT (without a user: redis://:PASSWORD@HOST:PORT), with each of / # % ? @ in the password percent-encoded (%2F %23 %25 %3F %40).';

/* What Redis answers where it does not serve, in the order in which it is recognised. */
const faults: readonly RedisFault[] = [
  {
    pattern: /^NOAUTH|AUTH.*without any password configured/,
    code: 'QUEUE_REFUSED',
    expected: 'a user or password that fits in REDIS_URL',
    got: 'a request to authenticate (NOAUTH)',
    remedy: encoding,
  },
  {
    pattern: /^WRONGPASS|invalid password/,
    code: 'QUEUE_REFUSED',
    expected: 'to be let in with the user and password of REDIS_URL',
    got: 'that they are wrong (WRONGPASS)',
    remedy: encoding,
  },
  {
    pattern: /max number of clients reached/,
    code: 'QUEUE_UNAVAILABLE',
    expected: 'a connection',
    got: 'that it has its maximum of clients (maxclients)',
    remedy:
      'Raise maxclients of Redis, or run fewer workers: an orchestrator holds two connections, and a third one for a moment; a worker holds two.',
  },
  {
    pattern: /^OOM/,
    code: 'QUEUE_UNAVAILABLE',
    expected: 'to write',
    got: 'that its memory is full (OOM)',
    remedy: 'Raise maxmemory of Redis, or remove what else is stored there.',
  },
  {
    pattern: /^READONLY/,
    code: 'QUEUE_UNAVAILABLE',
    expected: 'to write',
    got: 'that it is a replica, which can only be read (READONLY)',
    remedy: 'Let REDIS_URL name the primary.',
  },
  {
    pattern: /^MISCONF|^NOREPLICAS/,
    code: 'QUEUE_UNAVAILABLE',
    expected: 'to write',
    got: 'that it refuses writes until its disk or its replicas are back',
    remedy: 'See the log of Redis: its disk may be full, or its replicas away.',
  },
  {
    pattern: /^MOVED|^ASK /,
    code: 'QUEUE_REFUSED',
    expected: 'to hold all keys of crossfold',
    got: 'a node of a cluster that holds others',
    remedy:
      'Let REDIS_URL say that it is a cluster: redis+cluster://HOST:PORT,HOST:PORT, with one node or more of it.',
  },
  {
    pattern: /^CROSSSLOT|access a non local key/,
    code: 'QUEUE_REFUSED',
    expected: 'to hold all keys of crossfold in one slot',
    got: 'a cluster, where the keys of CROSSFOLD_QUEUE_PREFIX fall into many',
    remedy: 'Put the prefix into braces: CROSSFOLD_QUEUE_PREFIX={crossfold}.',
  },
  {
    pattern: /^CLUSTERDOWN/,
    code: 'QUEUE_UNAVAILABLE',
    expected: 'a cluster that serves',
    got: 'one that is down (CLUSTERDOWN)',
    remedy: 'See "redis-cli cluster info": each slot needs a node.',
  },
  {
    pattern: /^LOADING|^MASTERDOWN|^TRYAGAIN|^BUSY /,
    code: 'QUEUE_UNAVAILABLE',
    expected: 'an answer',
    got: 'that it is busy (it loads its data, has no primary, or runs a script)',
    remedy: 'Wait until it is back.',
  },
  {
    pattern: /^NOPERM|ACL failure/,
    code: 'QUEUE_REFUSED',
    expected: 'to be allowed what a queue needs',
    got: 'a user without that right (NOPERM)',
    remedy:
      'Let the user of REDIS_URL run +@read +@write +@blocking +@scripting +@connection +time +info, on the keys ~{crossfold}:* (of CROSSFOLD_QUEUE_PREFIX).',
  },
];

/**
 * What a Redis error means to whoever runs it, without anything of the address but its host.
 *
 * @param detail what was tried, where that says more than the answer
 */
export function nameRedisError(url: string, thrown: unknown, detail?: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const cause = ofNode(thrown);
  const reason = cause instanceof Error ? cause.message : String(cause);
  const at = `Redis at ${hostOf(url)}`;
  const tried = detail === undefined ? '' : ` (${detail})`;
  const tls = findTlsFault(cause);
  if (tls) {
    const message = `expected ${tls.expected} of ${at}${tried}, got: ${reason}`;
    return new AppError('QUEUE_REFUSED', message, { remedy: tls.remedy, cause });
  }
  const fault = faults.find(({ pattern }) => pattern.test(reason));
  if (!fault) {
    return new AppError('QUEUE_UNAVAILABLE', `expected ${at} to answer${tried}, got: ${reason}`, {
      cause,
    });
  }
  const { code, expected, got, remedy } = fault;
  return new AppError(code, `expected ${expected} for ${at}${tried}, got ${got}`, {
    remedy,
    cause,
  });
}

/** Of a cluster that gave no answer, what the last node said. */
function ofNode(thrown: unknown): unknown {
  return (thrown as { readonly lastNodeError?: Error }).lastNodeError ?? thrown;
}
