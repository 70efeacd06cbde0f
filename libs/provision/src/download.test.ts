import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { downloadResumably } from './download.js';

const body = randomBytes(300_000);

async function temporaryPart(content?: Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-download-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const part = join(folder, 'file.part');
  if (content) await writeFile(part, content);
  return part;
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
}

/** Serves ranges and notes them; each response but the last breaks off after `cutBytes`. */
function rangeServer(ranges: (string | undefined)[], cutBytes = Infinity): RequestListener {
  return (request, response) => {
    const { range } = request.headers;
    ranges.push(range);
    const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const head = range && { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` };
    response.writeHead(range ? 206 : 200, { 'content-length': body.length - start, ...head });
    if (start + cutBytes >= body.length) return response.end(body.subarray(start));
    response.write(body.subarray(start, start + cutBytes), () => response.destroy());
  };
}

function download(url: string, part: string, sizeBytes = body.length): Promise<void> {
  return downloadResumably({ url, part, sizeBytes, onProgress: () => undefined });
}

async function holds(part: string, expected: Buffer): Promise<boolean> {
  return (await readFile(part)).equals(expected);
}

describe('downloadResumably', () => {
  it('continues what an earlier process left', async () => {
    const ranges: (string | undefined)[] = [];
    const part = await temporaryPart(body.subarray(0, 100_000));
    await download(await serve(rangeServer(ranges)), part);
    expect(ranges).toEqual(['bytes=100000-']);
    expect(await holds(part, body)).toBe(true);
  });

  it('refuses by name when the disk is full', async () => {
    const url = await serve(rangeServer([]));
    await expect(download(url, '/dev/full')).rejects.toMatchObject({
      code: 'PROVISION_FAILED',
      message: expect.stringContaining('ENOSPC') as string,
    });
  });

  it('continues after broken connections for as long as bytes come', async () => {
    const ranges: (string | undefined)[] = [];
    const part = await temporaryPart();
    await download(await serve(rangeServer(ranges, 50_000)), part);
    expect(ranges.length).toBeGreaterThan(3);
    expect(await holds(part, body)).toBe(true);
  });

  it('keeps what it has when no more bytes come', async () => {
    const part = await temporaryPart(body.subarray(0, 100_000));
    const url = await serve((request) => request.socket.destroy());
    await expect(download(url, part)).rejects.toThrow('socket hang up');
    expect(await holds(part, body.subarray(0, 100_000))).toBe(true);
  });

  it('starts over where the server ignores ranges', async () => {
    const part = await temporaryPart(randomBytes(1_000));
    await download(await serve((_, response) => response.end(body)), part);
    expect(await holds(part, body)).toBe(true);
  });

  it('follows redirects', async () => {
    const part = await temporaryPart();
    const url = await serve((request, response) => {
      if (request.url === '/moved') return response.end(body);
      return response.writeHead(302, { location: '/moved' }).end();
    });
    await download(url, part);
    expect(await holds(part, body)).toBe(true);
  });

  it('refuses a body longer than the pinned size', async () => {
    const url = await serve((_, response) => response.end(body));
    await expect(download(url, await temporaryPart(), 1_000)).rejects.toMatchObject({
      code: 'PROVISION_FAILED',
    });
  });

  it('names the status of a refusal', async () => {
    const url = await serve((_, response) => response.writeHead(404).end());
    await expect(download(url, await temporaryPart())).rejects.toThrow('HTTP 404');
  });
});
