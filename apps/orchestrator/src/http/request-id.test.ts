import { expect, it } from 'vitest';
import { requestIdFrom } from './request-id.js';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${trace}-00f067aa0ba902b7-01`;

it.each([
  [{ 'x-request-id': 'proxy-1.a_b' }, 'proxy-1.a_b'],
  [{ 'x-request-id': 'proxy-1', traceparent }, 'proxy-1'],
  [{ traceparent }, trace],
  [{ 'x-request-id': 'a b', traceparent }, trace],
])('is what the client has given: %j', (headers, expected) => {
  expect(requestIdFrom(headers)).toBe(expected);
});

it.each([
  [{}],
  [{ 'x-request-id': '' }],
  [{ 'x-request-id': 'x'.repeat(129) }],
  [{ 'x-request-id': '\u001b[31m' }],
  [{ traceparent: `00-${trace.toUpperCase()}-00f067aa0ba902b7-01` }],
])('is a new one where that fits no log: %j', (headers) => {
  expect(requestIdFrom(headers)).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
});
