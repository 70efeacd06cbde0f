import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import express from 'express';
import { expect, it, onTestFinished } from 'vitest';
import { serveBuiltFiles } from './built-files.js';

const script = 'export const answer = 42;';

async function serveBuild(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-built-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html>');
  await writeFile(join(folder, 'assets', 'main-0a1b.js'), script);
  await writeFile(join(folder, 'assets', 'main-0a1b.js.br'), brotliCompressSync(script));
  await writeFile(join(folder, 'assets', 'main-0a1b.js.gz'), gzipSync(script));
  const server = express().use('/page', serveBuiltFiles(folder)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/page`;
}

it.each([
  ['gzip, deflate, br', 'br'],
  ['gzip', 'gzip'],
  ['br;q=0, gzip', 'gzip'],
  ['identity', null],
])('sends what the build compressed to a client that takes %s', async (accepted, encoding) => {
  const url = await serveBuild();
  const answer = await fetch(`${url}/assets/main-0a1b.js`, {
    headers: { 'accept-encoding': accepted },
  });
  expect(answer.headers.get('content-encoding')).toBe(encoding);
  expect(answer.headers.get('content-type')).toMatch(/^text\/javascript/);
  expect(answer.headers.get('vary')).toBe('Accept-Encoding');
  expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(await answer.text()).toBe(script);
});

it('has the page itself asked for each time, and answers 304', async () => {
  const url = await serveBuild();
  const first = await fetch(`${url}/`);
  expect(await first.text()).toBe('<!doctype html>');
  expect(first.headers.get('cache-control')).toBe('no-cache');
  const etag = first.headers.get('etag') ?? '';
  const second = await fetch(`${url}/`, {
    headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' },
  });
  expect(second.status).toBe(304);
});
