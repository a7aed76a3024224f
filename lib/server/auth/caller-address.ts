import 'server-only';
import { isIP } from 'node:net';

/**
 * Determines a request's caller address. The caller controls `X-Forwarded-For`, except for the last entries, which
 * our own proxies append.
 */

const UNKNOWN_ADDRESS = 'unknown';

/**
 * @param peerHeader Secret header name under which this process records the socket address; `null` if it records
 * none.
 * @returns An IPv4 address, the /64 prefix of an IPv6 address (the smallest block a household gets), or `unknown`,
 * which is rate-limited as a single caller.
 */
export function callerAddress(request: Request, trustedProxyHops: number, peerHeader: string | null): string {
  if (trustedProxyHops > 0) {
    const entries = request.headers.get('x-forwarded-for')?.split(',') ?? [];
    const entry = entries[Math.max(0, entries.length - trustedProxyHops)];
    if (entry !== undefined) return getNetwork(entry);
  }
  return getNetwork(peerHeader === null ? '' : (request.headers.get(peerHeader) ?? ''));
}

function getNetwork(text: string): string {
  const address = stripPort(text.trim());
  switch (isIP(address)) {
    case 4:
      return address;
    case 6:
      return getIpv6Network(address);
    default:
      return UNKNOWN_ADDRESS;
  }
}

/** Some proxies append the port: `1.2.3.4:5678`, `[::1]:5678`. */
function stripPort(text: string): string {
  return /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
}

function getIpv6Network(address: string): string {
  const plain = address.replace(/%.*$/, '');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  // The URL parser normalises each address, with `::` for its longest run of zeros.
  const [head = '', tail] = new URL(`http://[${plain}]/`).hostname.slice(1, -1).split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0');
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`;
}
