const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * Whether files are fetched from an address: over https, or http on this machine; and without a
 * password in it, since studies are shown to everybody who may see the page.
 */
export function isSafeAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && loopback.has(hostname));
}

/** {@link isSafeAddress}, or an object of a bucket. */
export function isWeightsAddress(address: string): boolean {
  return /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/.+$/.test(address) || isSafeAddress(address);
}
