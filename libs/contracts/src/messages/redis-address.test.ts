import { describe, expect, it } from 'vitest';
import { isRedisUrl, parseRedisAddress } from './redis-address.js';

const bare = { isTls: false, username: null, password: null, primary: null };

describe('parseRedisAddress', () => {
  it.each([
    ['redis://queue.lab', { ...bare, kind: 'server', nodes: [{ host: 'queue.lab', port: 6379 }] }],
    [
      'rediss://me:s%2Fcret@queue.lab:7000/2?family=6',
      {
        ...bare,
        kind: 'server',
        isTls: true,
        username: 'me',
        password: 's/cret',
        nodes: [{ host: 'queue.lab', port: 7000 }],
      },
    ],
    [
      'redis+cluster://:secret@a:7000,[::1]:7001',
      {
        ...bare,
        kind: 'cluster',
        password: 'secret',
        nodes: [
          { host: 'a', port: 7000 },
          { host: '::1', port: 7001 },
        ],
      },
    ],
    [
      'rediss+sentinel://a,b:26380/main',
      {
        ...bare,
        kind: 'sentinel',
        isTls: true,
        nodes: [
          { host: 'a', port: 26379 },
          { host: 'b', port: 26380 },
        ],
        primary: 'main',
      },
    ],
  ])('reads %s', (url, expected) => {
    expect(parseRedisAddress(url)).toEqual(expected);
    expect(isRedisUrl(url)).toBe(true);
  });

  it.each([
    'http://a',
    'redis://',
    'redis://a:x',
    'redis://a:70000',
    'redis://a:1,b:2',
    'redis://:p%@a:1',
    'redis://:p/q@a:1',
    'redis+cluster://a:1/name',
    'redis+sentinel://a:1',
    'redis+cluster://a:1,,b:2',
  ])('takes %s for none', (url) => {
    expect(isRedisUrl(url)).toBe(false);
  });
});
