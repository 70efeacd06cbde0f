import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isWeightsAddress, sha256 } from '@crossfold/contracts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fetchPinnedFile, fetchPublishedFile, type FetchOptions } from './fetch-pinned-file.js';

const body = randomBytes(300_000);
const right = sha256(body);

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-fetch-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** @returns its address, and how often it was asked */
async function serve(listener: RequestListener) {
  const asked = { times: 0 };
  const server = createServer((request, response) => {
    asked.times += 1;
    listener(request, response);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/weights.h5`, asked };
}

/** This machine, where the servers here are, may be asked. */
const plain = {
  environment: {},
  hosts: ['127.0.0.1'],
  buckets: [],
  onProgress: () => undefined,
} satisfies Omit<FetchOptions, 'folder'>;

const fetchInto = (
  folder: string,
  address: string,
  hash = right,
  options: Partial<FetchOptions> = {},
) => fetchPinnedFile({ address, sha256: hash }, { ...plain, folder, ...options });

/** Nothing lies where a fetched file would, and no half of one aside. */
async function expectNothingLeft(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  expect(names.filter((name) => !['sha256', join('sha256', 'parts')].includes(name))).toEqual([]);
}

describe('fetchPinnedFile', () => {
  it('fetches a file once, tells how far it is, and fetches a damaged one again', async () => {
    const folder = await temporaryFolder();
    const { address, asked } = await serve((_, response) => response.end(body));
    const steps: [number, number | null][] = [];
    const path = await fetchPinnedFile(
      { address, sha256: right },
      {
        ...plain,
        folder,
        onProgress: (done, total) => steps.push([done, total]),
      },
    );
    expect(await readFile(path)).toEqual(body);
    expect(steps.at(-1)).toEqual([body.length, body.length]);
    expect(await fetchInto(folder, address)).toBe(path);
    expect(asked.times).toBe(1);
    await writeFile(path, body.subarray(0, 1000));
    expect(await readFile(await fetchInto(folder, address))).toEqual(body);
    expect(asked.times).toBe(2);
  });

  it('follows redirects, but not away from what is safe', async () => {
    const folder = await temporaryFolder();
    const { address } = await serve((request, response) => {
      if (request.url === '/moved') return response.end(body);
      return response.writeHead(302, { location: '/moved' }).end();
    });
    await fetchInto(folder, address);
    for (const location of ['http://192.0.2.1/x', 'file:///etc/passwd', 'https://a:b@c.invalid/']) {
      const away = await serve((_, response) => response.writeHead(302, { location }).end());
      const refusal = fetchInto(await temporaryFolder(), away.address);
      await expect(refusal).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
      await expect(refusal).rejects.toThrow('got a redirect to');
    }
    const loop = await serve((_, response) => response.writeHead(302, { location: '/' }).end());
    await expect(fetchInto(await temporaryFolder(), loop.address)).rejects.toThrow(
      'more than 5 redirects',
    );
  });

  it.each<[string, RequestListener, string, RegExp]>([
    [
      'another file',
      (_, response) => response.end('<html>'),
      'WEIGHTS_INVALID',
      /expected SHA-256 [0-9a-f]{64} from .*weights\.h5, got another file$/,
    ],
    [
      'a missing file',
      (_, response) => response.writeHead(404).end(),
      'WEIGHTS_INVALID',
      /HTTP 404/,
    ],
    [
      'a file that ends early',
      (_, response) => {
        response.writeHead(200, { 'content-length': body.length });
        response.write(body.subarray(0, 100_000), () => response.destroy());
      },
      'STORE_UNAVAILABLE',
      /a whole file from .*weights\.h5, got \d+ bytes and then/,
    ],
    [
      'a server that promises too much',
      (_, response) => {
        response.writeHead(200, { 'content-length': 2 ** 60 });
        response.write(body);
      },
      'WEIGHTS_INVALID',
      /at most 400000 bytes/,
    ],
    [
      'a server that never ends',
      (_, response) => {
        const write = () => response.write(body, (error) => (error ? undefined : write()));
        write();
      },
      'WEIGHTS_INVALID',
      /at most 400000 bytes/,
    ],
    [
      'a server out of order, after three tries',
      (_, response) => response.writeHead(503).end(),
      'STORE_UNAVAILABLE',
      /HTTP 503/,
    ],
  ])('refuses %s by name, and leaves nothing behind', async (_, listener, code, message) => {
    const folder = await temporaryFolder();
    const { address, asked } = await serve(listener);
    const refusal = fetchInto(folder, address, right, { maxBytes: 400_000 });
    await expect(refusal).rejects.toMatchObject({ code });
    await expect(refusal).rejects.toThrow(message);
    await expectNothingLeft(folder);
    if (message.source.includes('503')) expect(asked.times).toBe(3);
  });

  it('asks no machine that is not public and not allowed', async () => {
    const folder = await temporaryFolder();
    const { address, asked } = await serve((_, response) => response.end(body));
    const refusal = fetchInto(folder, address, right, { hosts: [] });
    await expect(refusal).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
    await expect(refusal).rejects.toThrow('expected a public address for 127.0.0.1');
    const named = address.replace('127.0.0.1', 'localhost');
    await expect(fetchInto(folder, named, right, { hosts: [] })).rejects.toThrow(
      'expected a public address for localhost',
    );
    expect(asked.times).toBe(0);
    await expectNothingLeft(folder);
  });

  it('follows no redirect to a machine that is not allowed', async () => {
    const folder = await temporaryFolder();
    const inner = await serve((_, response) => response.end(body));
    const outer = await serve((_, response) =>
      response.writeHead(302, { location: inner.address }).end(),
    );
    const named = outer.address.replace('127.0.0.1', 'localhost');
    const refusal = fetchInto(folder, named, right, { hosts: ['localhost'] });
    await expect(refusal).rejects.toThrow('expected a public address for 127.0.0.1');
    expect({ outer: outer.asked.times, inner: inner.asked.times }).toEqual({ outer: 1, inner: 0 });
    const allowed = { hosts: ['localhost', '127.0.0.0/8'] };
    expect(await readFile(await fetchInto(folder, named, right, allowed))).toEqual(body);
  });

  it('reads no bucket that is not on the list', async () => {
    const refusal = fetchInto(await temporaryFolder(), 's3://others/weights.h5', right, {
      buckets: ['own'],
    });
    await expect(refusal).rejects.toMatchObject({
      code: 'WEIGHTS_INVALID',
      message: 'expected a bucket to read weights from, got others',
      remedy: expect.stringContaining('CROSSFOLD_WEIGHTS_BUCKETS') as string,
    });
  });

  it('names an address that nobody answers at', async () => {
    const refusal = fetchInto(await temporaryFolder(), 'http://127.0.0.1:9/weights.h5');
    await expect(refusal).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(refusal).rejects.toThrow('127.0.0.1:9/weights.h5, got 0 bytes');
  });
});

describe('fetchPublishedFile', () => {
  it('puts a file under its name when its checksum is right, and asks for it once', async () => {
    const folder = await temporaryFolder();
    const { address, asked } = await serve((_, response) => response.end(body));
    const options = { ...plain, folder };
    const md5 = createHash('md5').update(body).digest('hex');
    const file = { name: 'weights.h5', address, checksum: ['md5', md5] } as const;
    const path = await fetchPublishedFile(file, options);
    expect(path).toBe(join(folder, 'weights.h5'));
    expect(await readFile(path)).toEqual(body);
    await fetchPublishedFile(file, options);
    expect(asked.times).toBe(1);
    const other = fetchPublishedFile(
      { ...file, name: 'other.h5', checksum: ['md5', '0'.repeat(32)] },
      options,
    );
    await expect(other).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
    await expect(other).rejects.toThrow(
      `expected MD5 ${'0'.repeat(32)} from ${address}, got another file`,
    );
    expect((await readdir(folder)).toSorted()).toEqual(['parts', 'weights.h5']);
  });
});

describe('isWeightsAddress', () => {
  it.each([
    ['https://host.example/a/b.h5', true],
    ['http://127.0.0.1:8080/b.h5', true],
    ['http://[::1]/b.h5', true],
    ['s3://bucket/deep/key.safetensors', true],
    ['http://host.example/b.h5', false],
    ['http://127.0.0.1.host.example/b.h5', false],
    ['https://user:word@host.example/b.h5', false],
    ['file:///etc/passwd', false],
    ['s3://bucket', false],
    ['s3://BUCKET/key', false],
    ['weights.h5', false],
  ])('%s: %s', (address, expected) => {
    expect(isWeightsAddress(address)).toBe(expected);
  });
});
