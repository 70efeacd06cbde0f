import { AppError } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { createAddressGuard, isHostOrNetwork } from './address-guard.js';

const lookup = (guard: ReturnType<typeof createAddressGuard>, host: string, all = false) =>
  new Promise<unknown>((resolve, reject) => {
    guard.lookup(host, { all }, (error, address) => {
      if (error) reject(error);
      else resolve(address);
    });
  });

/** As an address of a study file comes to the guard. */
const hostOf = (address: string) => new URL(address).hostname;

describe('createAddressGuard', () => {
  const guard = createAddressGuard([]);

  it.each([
    ['loopback', 'http://127.0.0.1/'],
    ['all of loopback', 'http://127.9.9.9/'],
    ['a decimal number', 'http://2130706433/'],
    ['a hexadecimal number', 'http://0x7f000001/'],
    ['octal digits', 'http://0177.0.0.01/'],
    ['few parts', 'http://127.1/'],
    ['loopback of IPv6', 'http://[::1]/'],
    ['mapped loopback', 'http://[::ffff:127.0.0.1]/'],
    ['mapped loopback in hexadecimal digits', 'http://[::ffff:7f00:1]/'],
    ['loopback through NAT64', 'http://[64:ff9b::7f00:1]/'],
    ['a private address through 6to4', 'http://[2002:0a00:1::1]/'],
    ['this host', 'http://0.0.0.0/'],
    ['any address of IPv6', 'http://[::]/'],
    ['10/8', 'https://10.1.2.3/'],
    ['172.16/12', 'https://172.31.255.255/'],
    ['192.168/16', 'https://192.168.0.1/'],
    ['shared addresses', 'https://100.100.100.200/'],
    ['the metadata of a cloud', 'https://169.254.169.254/latest/meta-data/'],
    ['the metadata of a cloud over IPv6', 'https://[fd00:ec2::254]/'],
    ["Azure's host", 'https://168.63.129.16/'],
    ['link-local', 'https://[fe80::1]/'],
    ['unique-local', 'https://[fd12:3456::1]/'],
    ['multicast', 'https://224.0.0.1/'],
    ['broadcast', 'https://255.255.255.255/'],
  ])('refuses %s', (_, address) => {
    const host = hostOf(address);
    expect(() => {
      guard.assertHost(host);
    }).toThrow(AppError);
  });

  it.each(['https://1.1.1.1/', 'https://[2606:4700::1111]/', 'https://172.32.0.1/'])(
    'lets %s be',
    (address) => {
      expect(() => {
        guard.assertHost(hostOf(address));
      }).not.toThrow();
    },
  );

  it.each([true, false])('refuses a name by the address that it has (all: %s)', async (all) => {
    await expect(lookup(guard, 'localhost', all)).rejects.toMatchObject({
      code: 'WEIGHTS_INVALID',
      message: expect.stringContaining('expected a public address for localhost') as string,
      remedy: expect.stringContaining('CROSSFOLD_WEIGHTS_HOSTS') as string,
    });
  });

  it.each([
    ['its name', ['LOCALHOST']],
    ['its networks', ['127.0.0.0/8', '::1/128']],
  ])('allows a host by %s', async (_, allowed) => {
    const address = await lookup(createAddressGuard(allowed), 'localhost');
    expect(['127.0.0.1', '::1']).toContain(address);
  });

  it('gives only the addresses that are allowed', async () => {
    const found = await lookup(createAddressGuard(['127.0.0.0/8']), 'localhost', true);
    expect(found).toEqual([{ address: '127.0.0.1', family: 4 }]);
  });

  it.each([
    ['an address', ['127.0.0.1'], 'http://127.0.0.1:80/'],
    ['a network', ['10.0.0.0/8'], 'https://10.9.8.7/'],
    ['an address of IPv6', ['::1'], 'http://[::1]/'],
  ])('allows %s that is named', (_, allowed, address) => {
    expect(() => {
      createAddressGuard(allowed).assertHost(hostOf(address));
    }).not.toThrow();
  });

  it('allows nothing beside what is named', () => {
    expect(() => {
      createAddressGuard(['10.1.0.0/16']).assertHost('10.2.0.1');
    }).toThrow('expected a public address');
  });
});

it.each([
  ['weights.lab.example', true],
  ['localhost', true],
  ['10.1.0.0/16', true],
  ['fd00::/8', true],
  ['127.0.0.1', true],
  ['10.1.0.0/33', false],
  ['http://host', false],
  ['host/16', false],
  ['host:80', false],
  ['', false],
])('knows whether "%s" names a host or a network', (text, expected) => {
  expect(isHostOrNetwork(text)).toBe(expected);
});
