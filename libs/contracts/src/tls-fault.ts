/** Why a TLS connection did not come about: what was expected of the other side, and what to do. */
export interface TlsFault {
  readonly expected: string;
  readonly remedy: string;
}

const trust: TlsFault = {
  expected: 'a certificate that this machine trusts',
  remedy:
    'Name a file with the certificate of its authority in NODE_EXTRA_CA_CERTS, for every process of crossfold.',
};
const validity: TlsFault = {
  expected: 'a certificate that is valid today',
  remedy: 'Renew the certificate of the server, or set the clock of this machine.',
};
const name: TlsFault = {
  expected: 'a certificate for the host of the address',
  remedy: 'Use a host name that the certificate of the server names, or renew it with this one.',
};
const plain: TlsFault = {
  expected: 'a server that speaks TLS',
  remedy:
    'Give the port at which the server speaks TLS; or, where it has none, an address that begins with http:// (Redis: redis://).',
};
const handshake: TlsFault = {
  expected: 'an agreement on a TLS connection',
  remedy: 'Check the TLS versions and ciphers that the server allows, and client certificates.',
};

const faults: Readonly<Record<string, TlsFault>> = {
  CERT_HAS_EXPIRED: validity,
  CERT_NOT_YET_VALID: validity,
  ERR_TLS_CERT_ALTNAME_INVALID: name,
  HOSTNAME_MISMATCH: name,
  ERR_SSL_WRONG_VERSION_NUMBER: plain,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: plain,
  ERR_SSL_HTTP_REQUEST: plain,
};
const plainText = /wrong version number|packet length too long|http request/;
const maxDepth = 5;

/** The TLS fault in an error or in what caused it, by the codes of OpenSSL and Node; else null. */
export function findTlsFault(error: unknown, depth = 0): TlsFault | null {
  if (!(error instanceof Error) || depth > maxDepth) return null;
  const { code = '' } = error as NodeJS.ErrnoException;
  return faults[code] ?? faultOfKind(code, error.message) ?? findTlsFault(error.cause, depth + 1);
}

function faultOfKind(code: string, message: string): TlsFault | null {
  if (/CERT|^UNABLE_TO_|^INVALID_CA$/.test(code) && !code.startsWith('ERR_SSL_')) return trust;
  if (!/^ERR_SSL_|^EPROTO$/.test(code)) return null;
  return plainText.test(message) ? plain : handshake;
}
