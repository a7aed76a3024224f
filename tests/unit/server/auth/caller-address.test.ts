import { describe, expect, test } from 'vitest';
import { callerAddress } from '@/lib/server/auth/caller-address';

function from(headers: Record<string, string>, hops: number, peerHeader: string | null = 'x-peer'): string {
  return callerAddress(new Request('http://a.example/', { headers }), hops, peerHeader);
}

describe('callerAddress', () => {
  test.each<[string, Record<string, string>, number, string]>([
    [
      'is the connection’s, whatever the caller says, where no proxy is trusted',
      { 'x-forwarded-for': '1.2.3.4', 'x-peer': '9.9.9.9' },
      0,
      '9.9.9.9',
    ],
    [
      'is what the one trusted proxy wrote, whatever the caller put before',
      { 'x-forwarded-for': '1.1.1.1, 5.6.7.8', 'x-peer': '9.9.9.9' },
      1,
      '5.6.7.8',
    ],
    ['is what the outer of two trusted proxies wrote', { 'x-forwarded-for': '1.1.1.1, 5.6.7.8, 10.0.0.1' }, 2, '5.6.7.8'],
    ['is the first there is, where fewer spoke than are trusted', { 'x-forwarded-for': '5.6.7.8' }, 3, '5.6.7.8'],
    ['is the connection’s, where the trusted proxy was silent', { 'x-peer': '9.9.9.9' }, 1, '9.9.9.9'],
    ['leaves the port out', { 'x-forwarded-for': '5.6.7.8:4711' }, 1, '5.6.7.8'],
    ['is IPv4 where it is only dressed as IPv6', { 'x-peer': '::ffff:5.6.7.8' }, 0, '5.6.7.8'],
    ['is the /64 of an IPv6 address', { 'x-peer': '2001:db8:1:2:3:4:5:6' }, 0, '2001:db8:1:2::/64'],
    ['is one /64 for two addresses of one household', { 'x-peer': '2001:db8:1:2::1' }, 0, '2001:db8:1:2::/64'],
    ['counts the zeros that are left out', { 'x-peer': '2001:db8::1' }, 0, '2001:db8:0:0::/64'],
    ['leaves brackets and port out', { 'x-forwarded-for': '[2001:db8:1:2::9]:443' }, 1, '2001:db8:1:2::/64'],
    ['leaves the zone out', { 'x-peer': 'fe80::1%eth0' }, 0, 'fe80:0:0:0::/64'],
    ['of loopback is its own', { 'x-peer': '::1' }, 0, '0:0:0:0::/64'],
    ['is unknown for a name', { 'x-forwarded-for': 'unknown' }, 1, 'unknown'],
    ['is unknown for nothing', { 'x-forwarded-for': ' ' }, 1, 'unknown'],
    ['is unknown for an injection', { 'x-forwarded-for': "1.2.3.4'; drop table limits" }, 1, 'unknown'],
  ])('%s', (_what, headers, hops, expected) => {
    expect(from(headers, hops)).toBe(expected);
  });

  test('callerAddress is unknown if the process records no socket addresses, even if the caller sends that header', () => {
    expect(from({ 'x-peer': '9.9.9.9' }, 0, null)).toBe('unknown');
  });
});
