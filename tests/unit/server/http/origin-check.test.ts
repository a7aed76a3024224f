import { describe, expect, test } from 'vitest';
import { isSameOrigin } from '@/lib/server/http/origin-check';

function from(headers: Record<string, string>, method = 'POST', hops = 0): boolean {
  return isSameOrigin(new Request('https://localhost/api/x', { method, headers: { host: 'app.example', ...headers } }), hops);
}

describe('an unsafe request', () => {
  test.each<[string, Record<string, string>, boolean]>([
    ['from our own page', { 'sec-fetch-site': 'same-origin' }, true],
    ['from a sister site', { 'sec-fetch-site': 'same-site' }, false],
    ['from another site', { 'sec-fetch-site': 'cross-site', origin: 'https://app.example' }, false],
    ['typed into the address bar', { 'sec-fetch-site': 'none' }, false],
    ['from an old browser on our page', { origin: 'https://app.example' }, true],
    ['from an old browser elsewhere', { origin: 'https://evil.example' }, false],
    ['from another port', { origin: 'https://app.example:8080' }, false],
    ['from a sandbox', { origin: 'null' }, false],
    ['with nonsense for an origin', { origin: 'app.example' }, false],
    ['from a script', {}, true],
    ['through a proxy that nobody trusts', { origin: 'https://out.example', 'x-forwarded-host': 'out.example' }, false],
  ])('%s', (_, headers, allowed) => {
    expect(from(headers)).toBe(allowed);
  });

  test('isSameOrigin accepts the forwarded host of a trusted proxy and no other', () => {
    const headers = { origin: 'https://out.example', 'x-forwarded-host': 'out.example' };
    expect(from(headers, 'POST', 1)).toBe(true);
    expect(from({ ...headers, 'x-forwarded-host': 'out.example, real.example' }, 'POST', 1)).toBe(false);
  });

  test('safe methods need no origin', () => {
    expect(from({ 'sec-fetch-site': 'cross-site' }, 'GET')).toBe(true);
  });
});
