import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sha256 } from '@crossfold/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate } from '../support/certificate.js';

const run = promisify(execFile);
const script = fileURLToPath(new URL('../support/fetch-weights.mjs', import.meta.url));
const body = randomBytes(200_000);

interface Answer {
  readonly path?: string;
  readonly code?: string;
  readonly message?: string;
  readonly remedy?: string;
}

/** What the server answers, by path. */
const pages: Readonly<Record<string, RequestListener>> = {
  '/weights.h5': (_, response) => response.end(body),
  '/moved': (_, response) => response.writeHead(302, { location: '/weights.h5' }).end(),
  '/downgraded': (_, response) =>
    response.writeHead(302, { location: 'http://192.0.2.1/weights.h5' }).end(),
  '/broken': (_, response) => {
    response.writeHead(200, { 'content-length': body.length });
    response.write(body.subarray(0, 50_000), () => response.destroy());
  },
};

describe('weights from https', () => {
  let folder: string;
  let certificate: string;
  let server: Server;
  let asked: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-https-'));
    const { key, cert, path } = await makeCertificate(folder, 'IP:127.0.0.1');
    certificate = path;
    asked = [];
    server = createServer({ key, cert }, (request, response) => {
      const { url = '' } = request;
      asked.push(url);
      const page = pages[url];
      if (page) page(request, response);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  /** In a folder of its own, by a process that trusts the certificate unless told otherwise. */
  async function fetchWeights(
    path: string,
    { hash = sha256(body), host = '127.0.0.1', isTrusted = true } = {},
  ): Promise<{ readonly answer: Answer; readonly left: readonly string[] }> {
    const own = await mkdtemp(join(folder, 'fetched-'));
    const { port } = server.address() as AddressInfo;
    const address = `https://${host}:${port}${path}`;
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: isTrusted ? certificate : undefined };
    asked.length = 0;
    const { stdout } = await run(process.execPath, [script, address, hash, own], { env });
    const names = await readdir(join(own, 'sha256'), { recursive: true });
    return {
      answer: JSON.parse(stdout) as Answer,
      left: names.filter((name) => name !== 'parts'),
    };
  }

  it('are fetched where the certificate is trusted, through redirects that stay on https', async () => {
    const { answer, left } = await fetchWeights('/weights.h5');
    expect(await readFile(answer.path ?? '')).toEqual(body);
    expect(left).toEqual([sha256(body)]);
    const moved = await fetchWeights('/moved');
    expect(await readFile(moved.answer.path ?? '')).toEqual(body);
    expect(asked).toEqual(['/moved', '/weights.h5']);
  });

  it('are refused where they are others, without a word of what came', async () => {
    const { answer, left } = await fetchWeights('/weights.h5', { hash: '0'.repeat(64) });
    expect(answer.code).toBe('WEIGHTS_INVALID');
    expect(answer.message).toContain(`expected SHA-256 ${'0'.repeat(64)} from https://127.0.0.1`);
    expect(answer.message).toMatch(/got another file$/);
    expect(answer.message).not.toContain(sha256(body));
    expect(left).toEqual([]);
  });

  it.each([
    [
      'nobody vouches for the certificate',
      { isTrusted: false },
      /^expected a certificate that this machine trusts at https:\/\/.*\/weights\.h5, got: self-signed/,
      'NODE_EXTRA_CA_CERTS',
    ],
    [
      'the certificate is of another host',
      { host: 'localhost' },
      /^expected a certificate for the host of the address at https:\/\/.*does not match certificate/,
      'Use a host name that the certificate of the server names',
    ],
  ])('are not asked for where %s; the remedy fits', async (_, how, message, remedy) => {
    const { answer, left } = await fetchWeights('/weights.h5', how);
    expect(answer.code).toBe('STORE_REFUSED');
    expect(answer.message).toMatch(message);
    expect(answer.remedy).toContain(remedy);
    expect({ asked, left }).toEqual({ asked: [], left: [] });
  });

  it('are refused where the server leads away from https', async () => {
    const { answer, left } = await fetchWeights('/downgraded');
    expect(answer.code).toBe('WEIGHTS_INVALID');
    expect(answer.message).toContain('got a redirect to http://192.0.2.1/weights.h5');
    expect(left).toEqual([]);
  });

  it.each([
    ['missing', '/other.h5', 'WEIGHTS_INVALID', /HTTP 404/],
    ['cut off', '/broken', 'STORE_UNAVAILABLE', /a whole file from .*, got 50000 bytes and then/],
  ])('are refused by name where they are %s', async (_, path, code, message) => {
    const { answer, left } = await fetchWeights(path);
    expect(answer.code).toBe(code);
    expect(answer.message).toMatch(message);
    expect(left).toEqual([]);
  });
});
