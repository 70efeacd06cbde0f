import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Certificate {
  readonly key: Buffer;
  readonly cert: Buffer;
  /** Of the certificate. */
  readonly path: string;
}

const run = promisify(execFile);

/**
 * Makes a certificate that only itself vouches for.
 *
 * @param folder of its own
 * @param name as in `IP:127.0.0.1` or `DNS:localhost`
 * @param days from now until it ends; may be in the past
 */
export async function makeCertificate(
  folder: string,
  name: string,
  days = 2,
): Promise<Certificate> {
  const [key, request, path] = ['key.pem', 'request.pem', 'certificate.pem'].map((file) =>
    join(folder, file),
  ) as [string, string, string];
  const asked = ['req', '-new', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=crossfold test'];
  const named = ['-addext', `subjectAltName=${name}`, '-keyout', key, '-out', request];
  await run('openssl', [...asked, ...named]);
  const signed = ['x509', '-req', '-in', request, '-signkey', key, '-days', String(days)];
  await run('openssl', [...signed, '-copy_extensions', 'copy', '-out', path]);
  return { key: await readFile(key), cert: await readFile(path), path };
}
