import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { expect, it } from 'vitest';
import { sendText } from './send-text.js';

const style = 'body { margin: 0 }\n';
const page = `<!doctype html><head><style>${style}</style></head><p>words`;

it('allows a page the style that it brings, and nothing else', async () => {
  const app = express();
  app.get('/page', (_, response) => {
    sendText(response, 'text/html; charset=utf-8', page);
  });
  app.get('/plain', (_, response) => {
    sendText(response, 'text/markdown', page);
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const sent = await fetch(`${base}/page`);
    const hash = createHash('sha256').update(style).digest('base64');
    const policy = sent.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${hash}'`);
    expect(await sent.text()).toBe(page);
    const plain = await fetch(`${base}/plain`);
    expect(plain.headers.get('content-security-policy')).toBeNull();
  } finally {
    server.close();
  }
});
