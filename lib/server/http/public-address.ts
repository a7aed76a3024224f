import 'server-only';
import { BlockList, isIP } from 'node:net';

/** Classifies addresses as public or not; a private address may belong to a host that trusts this server. */

/** IANA special-purpose registry for IPv4, and multicast. */
const NOT_PUBLIC_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Special-purpose blocks within 2000::/3, the only public block of IPv6: Teredo and similar, documentation, 6to4. */
const NOT_PUBLIC_V6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const nonPublicV4 = new BlockList();
for (const [net, prefix] of NOT_PUBLIC_V4) nonPublicV4.addSubnet(net, prefix, 'ipv4');
const nonPublicV6 = new BlockList();
for (const [net, prefix] of NOT_PUBLIC_V6) nonPublicV6.addSubnet(net, prefix, 'ipv6');
const globalV6 = new BlockList();
globalV6.addSubnet('2000::', 3, 'ipv6');
/** NAT64's well-known prefix embeds an IPv4 address, which is then the one to check. */
const nat64 = new BlockList();
nat64.addSubnet('64:ff9b::', 96, 'ipv6');

/** Returns whether the server may connect to this IP address (text without brackets); `false` for anything else. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !nonPublicV4.check(address, 'ipv4');
    case 6:
      // Zones (`fe80::1%eth0`) exist for link-local addresses only.
      if (address.includes('%')) return false;
      if (nat64.check(address, 'ipv6')) return isPublicAddress(getEmbeddedIpv4(address));
      return globalV6.check(address, 'ipv6') && !nonPublicV6.check(address, 'ipv6');
    default:
      return false;
  }
}

function getEmbeddedIpv4(address: string): string {
  const dotted = /(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1];
  if (dotted !== undefined) return dotted;
  // The URL parser normalises every IPv6 address to hexadecimal groups.
  const groups = new URL(`http://[${address}]/`).hostname.slice(1, -1).split(':');
  const [high, low] = [groups.at(-2), groups.at(-1)].map((group) => Number.parseInt(group === undefined || group === '' ? '0' : group, 16));
  if (high === undefined || low === undefined) return '';
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}
