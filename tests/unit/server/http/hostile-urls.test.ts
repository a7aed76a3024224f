import { describe, expect, test } from 'vitest';
import { AppError } from '@/lib/server/http/app-error';
import { createSafeFetch, type SafeFetchRequest } from '@/lib/server/http/safe-fetch';
import { validateVideoUrl } from '@/lib/server/videos/validate-video-url';

/**
 * URLs that an attacker would use for server-side request forgery. A pasted link is validated by its form alone; what this
 * server fetches is judged again when its name has been looked up, and after every redirect.
 */

const PATH = '/clip.mp4';
const VIDEO: SafeFetchRequest = { maxByteSize: 1000, timeoutMs: 5000, acceptTypes: ['video/mp4'] };
const PUBLIC = '93.184.216.34';

/** Hosts that are addresses, in every spelling that a URL parser takes for one, and some that it should not. */
const LITERAL_HOSTS = [
  // Loopback: dotted, short, decimal, octal, hexadecimal, mixed, with zeros before, with a dot behind.
  ...['127.0.0.1', '127.1', '127.0.1', '127.127.127.127', '127.0.0.1.', '127.255.255.254', '2130706433', '2130706433.', '017700000001'],
  ...['0177.0.0.1', '0177.1', '0177.0.1', '00000177.0.0.1', '0x7f.0.0.1', '0x7F.1', '0x7f000001', '0X7F000001', '0x7f.0x0.0x0.0x1'],
  ...['127.0x0.0.1', '0x7f.00.0.01', '127.000.000.001', '0127.0.0.1', '127.0.0.01', '127.0.0.0x1', '0x7f.0.1', '0x7f.256'],
  // The whole of this network, unset, broadcast.
  ...['0', '0.0.0.0', '0x0', '00', '0.0', '0.0.0', '255.255.255.255', '4294967295', '0xffffffff', '037777777777'],
  // Private networks.
  ...[
    '10.0.0.1',
    '10.1',
    '167772161',
    '0xa000001',
    '012.0.0.1',
    '0xa.0.0.1',
    '10.255.255.255',
    '172.16.0.1',
    '172.31.255.254',
    '2886729729',
  ],
  ...[
    '0xac100001',
    '0254.020.0.1',
    '192.168.0.1',
    '192.168.1',
    '192.168.1.254',
    '3232235521',
    '0xc0a80001',
    '0300.0250.0.1',
    '0xc0.0xa8.0.1',
  ],
  ...[
    '100.64.0.1',
    '100.127.255.254',
    '1681915905',
    '198.18.0.1',
    '198.19.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '198.51.100.7',
    '203.0.113.7',
  ],
  // Link-local, where clouds tell machines their secrets.
  ...['169.254.169.254', '2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '025177524776', '169.254.43518', '169.16689662'],
  ...['0xa9.0xfe.0xa9.0xfe', '0xa9.254.0251.0376', '169.254.170.2', '169.254.0.1', '100.100.100.200', '168.63.129.16', '192.0.0.192'],
  // Multicast and reserved.
  ...['224.0.0.1', '239.255.255.250', '240.0.0.1', '254.1.1.1'],
  // IPv6: loopback, unset, mapped, compatible, translated, 6to4, Teredo, local, multicast, documentation.
  ...['[::1]', '[::]', '[0:0:0:0:0:0:0:1]', '[0000:0000:0000:0000:0000:0000:0000:0001]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]'],
  ...['[0:0:0:0:0:ffff:127.0.0.1]', '[::ffff:0:127.0.0.1]', '[::127.0.0.1]', '[::7f00:1]', '[::ffff:10.0.0.1]', '[::ffff:a00:1]'],
  ...[
    '[::ffff:192.168.0.1]',
    '[::ffff:c0a8:1]',
    '[::ffff:169.254.169.254]',
    '[::ffff:a9fe:a9fe]',
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b::a9fe:a9fe]',
  ],
  ...['[64:ff9b:1::a00:1]', '[2002:7f00:1::]', '[2002:a00:1::1]', '[2002:c0a8:101::1]', '[2001::1]', '[2001:0:7f00:1::]', '[fe80::1]'],
  ...[
    '[fe80::a9fe:a9fe]',
    '[febf::1]',
    '[fec0::1]',
    '[fc00::1]',
    '[fd00::1]',
    '[fd00:ec2::254]',
    '[ff02::1]',
    '[ff0e::1]',
    '[2001:db8::1]',
  ],
  ...['[3fff::1]', '[100::1]', '[5f00::1]', '[4000::1]', '[::ffff:0.0.0.0]', '[::ffff:8.8.8.8%25lo]'],
];

/** Dots, digits and letters that a parser turns into the plain ones. */
const UNICODE_HOSTS = [
  ...['127。0。0。1', '127．0．0．1', '127｡0｡0｡1', '１２７.０.０.１', '①②⑦.⓪.⓪.①', '𝟏𝟐𝟕.𝟎.𝟎.𝟏', '０ｘ７ｆ.１', '２１３０７０６４３３'],
  ...[
    '169。254。169。254',
    '１６９.２５４.１６９.２５４',
    'ｌｏｃａｌｈｏｓｔ',
    'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
    'LOCALHOST',
    'lOcAlHoSt',
    'local\u00adhost',
    'loc\u200bal\u00adhost',
    'localhost。',
  ],
  ...[
    'metadata。google。internal',
    'ｍｅｔａｄａｔａ.google.internal',
    '%6c%6f%63%61%6c%68%6f%73%74',
    '%31%32%37.0.0.1',
    '127%2e0%2e0%2e1',
  ],
];

/** Names that lead inside, or nowhere. */
const PRIVATE_NAMES = [
  ...['localhost', 'localhost.', 'a.localhost', 'a.b.localhost.', 'localhost.localdomain.local', 'metadata', 'metadata.google.internal'],
  ...[
    'instance-data.ec2.internal',
    'kubernetes.default.svc.cluster.local',
    'db.internal',
    'printer.local',
    'printer.local.',
    'nas.home.arpa',
  ],
  ...[
    'router.lan',
    'fritz.home',
    'files.corp',
    'wiki.intranet',
    'x.private',
    'facebookcorewwwi.onion',
    '1.0.0.127.in-addr.arpa',
    'router',
    'intranet',
  ],
];

/** Hosts that would do, in addresses that will not. */
const MALFORMED_URLS = [
  ...[
    'http://example.com',
    'HTTP://example.com',
    'ftp://example.com',
    'ftps://example.com',
    'file:///etc/passwd',
    'file://localhost/etc/passwd',
  ],
  ...[
    'gopher://127.0.0.1:6379/_INFO',
    'dict://127.0.0.1:11211/stats',
    'ldap://127.0.0.1',
    'tftp://127.0.0.1/x',
    'ws://example.com',
    'wss://example.com',
  ],
  ...[
    'data:video/mp4;base64,AAAA',
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    'blob:https://example.com/1',
    'about:blank',
    'view-source:https://example.com',
  ],
  ...[
    'jar:https://example.com!/x',
    'netdoc:///etc/passwd',
    'chrome://settings',
    'vbscript:x',
    'mailto:a@example.com',
    'urn:isbn:1',
    'data:,x',
    'unix:/run/docker.sock',
  ],
  ...[
    '//example.com/clip.mp4',
    'example.com/clip.mp4',
    '/clip.mp4',
    '',
    ' ',
    'https:',
    'https://',
    'https:///',
    'https://[',
    'https://%',
    'https://exa mple.com',
  ],
  ...[
    'https://user@example.com',
    'https://user:pass@example.com',
    'https://:pass@example.com',
    'https://example.com@127.0.0.1',
    'https://example.com:443@127.0.0.1',
  ],
  ...['https://127.0.0.1@example.com', 'https://example.com%40127.0.0.1@10.0.0.1', 'https://a:b@c@127.0.0.1'],
  ...[
    'https://example.com:80',
    'https://example.com:8443',
    'https://example.com:22',
    'https://example.com:0',
    'https://example.com:65535',
    'https://example.com:99999',
  ],
  ...[
    'https://127.0.0.1:443',
    'https:127.0.0.1',
    'https:/127.0.0.1',
    'https:\\\\127.0.0.1',
    'https://\t127.0.0.1',
    'https://127.0.0.1#@example.com',
  ],
  ...[
    'https://127.0.0.1?@example.com',
    'https://127.0.0.1/@example.com',
    'https://1.2.3.4.5',
    'https://256.256.256.256',
    'https://[::1]:443',
    'https://[::1%25lo]',
  ],
];

const HOSTILE_URLS = [...[...LITERAL_HOSTS, ...UNICODE_HOSTS, ...PRIVATE_NAMES].map((host) => `https://${host}${PATH}`), ...MALFORMED_URLS];

/** Ordinary names, whose look-up leads inside: services that answer with any address, a rebinding name, one bad address among good ones. */
const RESOLVES_TO_PRIVATE: readonly (readonly [string, readonly string[]])[] = [
  ['https://localtest.me/', ['127.0.0.1']],
  ['https://127.0.0.1.nip.io/', ['127.0.0.1']],
  ['https://10-0-0-1.sslip.io/', ['10.0.0.1']],
  ['https://spoofed.burpcollaborator.net/', ['127.0.0.1']],
  ['https://169.254.169.254.xip.io/', ['169.254.169.254']],
  ['https://a9fea9fe.example.org/', ['::ffff:169.254.169.254']],
  ['https://mapped.example.org/', ['::ffff:7f00:1']],
  ['https://nat64.example.org/', ['64:ff9b::7f00:1']],
  ['https://six-to-four.example.org/', ['2002:7f00:1::']],
  ['https://loopback6.example.org/', ['::1']],
  ['https://unset.example.org/', ['0.0.0.0']],
  ['https://local6.example.org/', ['fd00:ec2::254']],
  ['https://linked.example.org/', ['fe80::1%eth0']],
  ['https://one-of-many.example.org/', [PUBLIC, '10.0.0.1']],
  ['https://last-of-many.example.org/', [PUBLIC, '2606:4700::1', '192.168.0.1']],
  ['https://carrier.example.org/', ['100.64.0.1']],
  ['https://nonsense.example.org/', ['not-an-address']],
];

/** What an egress did about an address, where every name leads to `urls`. */
async function fetchOutcome(url: string, addresses: readonly string[] = [PUBLIC]): Promise<{ code: string; asked: number }> {
  let asked = 0;
  const safeFetch = createSafeFetch({
    allowedOrigin: 'https://api.302.ai',
    lookup: async () => addresses.map((address) => ({ address })),
    send: async () => {
      asked += 1;
      return new Response('bytes', { headers: { 'content-type': 'video/mp4' } });
    },
  });
  const code = await safeFetch.get(url, VIDEO).then(
    () => 'fetched',
    (error: unknown) => (error instanceof AppError ? error.code : `no AppError: ${String(error)}`),
  );
  return { code, asked };
}

test('the corpus is as long as it says, and nothing is in it twice', () => {
  expect(HOSTILE_URLS.length + RESOLVES_TO_PRIVATE.length).toBeGreaterThanOrEqual(150);
  expect(new Set(HOSTILE_URLS).size).toBe(HOSTILE_URLS.length);
});

describe('a pasted link', () => {
  test.each(HOSTILE_URLS)('%j is refused by its form', (link) => {
    expect(validateVideoUrl(link)).not.toBeNull();
  });
});

describe('what this server fetches', () => {
  /** Names are refused by where they lead, so those that are private by custom alone lead inside here, as they would. */
  const addressesOf = (link: string) => (PRIVATE_NAMES.some((name) => link === `https://${name}${PATH}`) ? ['10.0.0.1'] : [PUBLIC]);
  const RESOLVED_HOSTS = new Set(
    [...LITERAL_HOSTS, ...UNICODE_HOSTS].map((host) => `https://${host}${PATH}`).filter((link) => hasHostname(link)),
  );

  test.each(HOSTILE_URLS.filter((link) => !RESOLVED_HOSTS.has(link)))('is never fetched from %j', async (link) => {
    const { code, asked } = await fetchOutcome(link, addressesOf(link));
    // Azure's metadata address is public by number, and 0127 is 87 in octal; as pasted links both are refused.
    if (isPublicNumber(link)) return;
    expect([code, asked]).toEqual(['upstream-invalid-response', 0]);
  });

  test.each([...RESOLVED_HOSTS])('is never fetched from %j, where its name leads inside', async (link) => {
    expect(await fetchOutcome(link, ['127.0.0.1'])).toEqual({ code: 'upstream-invalid-response', asked: 0 });
  });

  test.each(RESOLVES_TO_PRIVATE)('is never fetched from %s, which leads to %j', async (url, addresses) => {
    expect(validateVideoUrl(url)).toBeNull();
    expect(await fetchOutcome(url, addresses)).toEqual({ code: 'upstream-invalid-response', asked: 0 });
  });

  test.each([301, 302, 303, 307, 308])('does not follow a %i to any of them', async (status) => {
    for (const link of HOSTILE_URLS) {
      const location = link.trim();
      // A relative address, or none, leads nowhere new.
      if (location === '' || isPublicNumber(link) || !URL.canParse(location) || hasHostname(location)) continue;
      const asked: string[] = [];
      const safeFetch = createSafeFetch({
        allowedOrigin: 'https://api.302.ai',
        lookup: async () => [{ address: PUBLIC }],
        send: async ({ url }) => {
          asked.push(url.href);
          const headers = new Headers();
          headers.set('location', new URL(location).href);
          return new Response(null, { status, headers });
        },
      });
      await expect(safeFetch.get('https://cdn.example.org/v.mp4', VIDEO), link).rejects.toMatchObject({
        code: 'upstream-invalid-response',
      });
      expect(asked, link).toEqual(['https://cdn.example.org/v.mp4']);
    }
  });
});

/** An https address on the usual port, without a login, whose host is a name: where it leads is for the look-up to say. */
function hasHostname(link: string): boolean {
  const url = URL.parse(link);
  if (url === null || url.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '') return false;
  return !url.hostname.startsWith('[') && !/^\d+(\.\d+){3}\.?$/.test(url.hostname);
}

function isPublicNumber(link: string): boolean {
  return ['168.63.129.16', '0127.0.0.1'].some((address) => link === `https://${address}${PATH}`);
}
