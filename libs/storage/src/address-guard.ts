import { lookup as resolveName, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { AppError } from '@crossfold/contracts';

/** Decides which machines are connected to, by the address that a name turns out to have. */
export interface AddressGuard {
  /** @throws AppError WEIGHTS_INVALID for a host that is written as an address and is not allowed */
  assertHost(hostname: string): void;
  /**
   * Resolves names for a connection, which then goes to the very address that was looked at: a name
   * that changes its address meanwhile gains nothing.
   */
  readonly lookup: LookupFunction;
}

/**
 * Refuses everything but public addresses: an address that anybody may put into a study file must not
 * make a worker ask the services of its own network, or of its cloud, for their contents.
 *
 * @param allowed host names, addresses and networks (`10.1.0.0/16`) that may be asked nevertheless
 */
export function createAddressGuard(allowed: readonly string[]): AddressGuard {
  const names = new Set(allowed.map((name) => name.toLowerCase()));
  const networks = new BlockList();
  for (const entry of allowed) addNetwork(networks, entry);
  const isAllowed = (address: string) =>
    !isIn(reserved, address) || isIn(networks, address) || names.has(address);
  return {
    assertHost(hostname) {
      const address = hostname.replace(/^\[(.*)\]$/, '$1');
      if (isIP(address) !== 0 && !isAllowed(address) && !names.has(hostname))
        throw refused(hostname);
    },
    lookup(hostname, options, callback) {
      const isNamed = names.has(hostname.toLowerCase());
      resolveName(hostname, { ...(options as LookupAllOptions), all: true }, (error, found) => {
        if (error) callback(error, '');
        else {
          const usable = isNamed ? found : found.filter(({ address }) => isAllowed(address));
          const [first] = usable;
          if (!first) callback(refused(hostname), '');
          else if (options.all) callback(null, usable as LookupAddress[]);
          else callback(null, first.address, first.family);
        }
      });
    },
  };
}

/** Whether a text names a host, an address or a network for {@link createAddressGuard}. */
export function isHostOrNetwork(text: string): boolean {
  const [, address = text, prefix] = /^(.*)\/(\d{1,3})$/.exec(text) ?? [];
  const version = isIP(address);
  if (version !== 0) return prefix === undefined || Number(prefix) <= (version === 4 ? 32 : 128);
  return prefix === undefined && /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text);
}

function addNetwork(list: BlockList, entry: string): void {
  const [address = '', prefix] = entry.split('/');
  const version = isIP(address);
  if (version === 0) return;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(
    address,
    prefix === undefined ? (version === 4 ? 32 : 128) : Number(prefix),
    family,
  );
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

/** Addresses that are not of the public internet (IANA's registries of special-purpose addresses), and Azure's host. */
const reservedIpv4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.168.0.0/16', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4', '168.63.129.16/32'],
] as const;
const reservedIpv6 = [
  ...['::/128', '::1/128', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32'],
  ...['3fff::/20', '5f00::/16', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
] as const;

const reserved = listReserved();

/** An IPv4 address that an IPv6 one carries counts as itself: mapped, through NAT64, or through 6to4. */
function listReserved(): BlockList {
  const list = new BlockList();
  for (const network of [...reservedIpv4, ...reservedIpv6]) addNetwork(list, network);
  for (const network of reservedIpv4) {
    const [address = '', prefix] = network.split('/');
    const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
    const words = `${(256 * a + b).toString(16)}:${(256 * c + d).toString(16)}`;
    list.addSubnet(`::ffff:${words}`, 96 + Number(prefix), 'ipv6');
    list.addSubnet(`64:ff9b::${words}`, 96 + Number(prefix), 'ipv6');
    list.addSubnet(`::${words}`, 96 + Number(prefix), 'ipv6');
    list.addSubnet(`2002:${words}::`, 16 + Number(prefix), 'ipv6');
  }
  return list;
}

function refused(host: string): AppError {
  return new AppError(
    'WEIGHTS_INVALID',
    `expected a public address for ${host}, got one of this machine, of a private network, or of a cloud's own services`,
    {
      remedy:
        'Name the host, or its network such as 10.1.0.0/16, in CROSSFOLD_WEIGHTS_HOSTS of every worker, if files may be fetched from there.',
    },
  );
}
