import { describe, expect, it } from 'vitest';
import { findTlsFault } from './tls-fault.js';

function systemError(code: string, message = 'something', cause?: Error): Error {
  return Object.assign(new Error(message, { cause }), { code });
}

describe('findTlsFault', () => {
  it.each([
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'trusts', 'NODE_EXTRA_CA_CERTS'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'trusts', 'NODE_EXTRA_CA_CERTS'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'trusts', 'NODE_EXTRA_CA_CERTS'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'trusts', 'NODE_EXTRA_CA_CERTS'],
    ['CERT_HAS_EXPIRED', 'valid today', 'Renew'],
    ['CERT_NOT_YET_VALID', 'valid today', 'clock'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'the host', 'host name'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'speaks TLS', 'http://'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'agreement', 'TLS versions'],
  ])('tells %s', (code, expected, remedy) => {
    const fault = findTlsFault(systemError(code));
    expect(fault?.expected).toContain(expected);
    expect(fault?.remedy).toContain(remedy);
  });

  it('looks at the message of EPROTO, and at causes', () => {
    const plain = systemError('EPROTO', 'SSL routines:ssl3_get_record:wrong version number');
    expect(findTlsFault(plain)?.expected).toContain('speaks TLS');
    const wrapped = new TypeError('fetch failed', { cause: systemError('CERT_HAS_EXPIRED') });
    expect(findTlsFault(wrapped)?.expected).toContain('valid today');
  });

  it.each([systemError('ECONNRESET'), new Error('CERT'), 'CERT', null])('%s is none', (error) => {
    expect(findTlsFault(error)).toBeNull();
  });
});
