import { createHash } from 'node:crypto';
import type { Response } from 'express';

/**
 * Sends a text to read. The policy of all answers allows no style within a page: a report, which is
 * one file, is allowed the one that it brings, and nothing else.
 */
export function sendText(response: Response, mediaType: string, text: string): void {
  if (mediaType.startsWith('text/html')) {
    response.setHeader('Content-Security-Policy', policyOf(text));
  }
  response.type(mediaType).send(text);
}

function policyOf(page: string): string {
  const style = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  return [
    "default-src 'none'",
    `style-src 'sha256-${hash}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join(';');
}
