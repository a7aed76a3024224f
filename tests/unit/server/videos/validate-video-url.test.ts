import { describe, expect, test } from 'vitest';
import { AppError } from '@/lib/server/http/app-error';
import { getUrlFileName, parseVideoUrl, validateVideoUrl } from '@/lib/server/videos/validate-video-url';

describe('a pasted link', () => {
  test.each([
    'https://example.com/clip.mp4',
    'https://EXAMPLE.com:443/a%20b.mp4?sig=1#part',
    'https://例え.jp/動画.mp4',
    'https://sub.domain.co.uk/',
    'https://100.example.com/clip.mp4',
  ])('%s may be given to upstream', (link) => {
    expect(validateVideoUrl(link)).toBeNull();
  });

  test.each([
    ['', 'not-an-address'],
    ['clip.mp4', 'not-an-address'],
    ['//example.com/clip.mp4', 'not-an-address'],
    ['http://example.com/clip.mp4', 'not-https'],
    ['javascript:alert(1)', 'not-https'],
    ['data:video/mp4;base64,AAAA', 'not-https'],
    ['file:///etc/passwd', 'not-https'],
    ['ftp://example.com/clip.mp4', 'not-https'],
    ['https://user@example.com/clip.mp4', 'has-login'],
    ['https://user:pass@example.com/clip.mp4', 'has-login'],
    ['https://example.com:8443/clip.mp4', 'odd-port'],
    ['https://example.com:80/clip.mp4', 'odd-port'],
    ['https://localhost/clip.mp4', 'not-public'],
    ['https://router/clip.mp4', 'not-public'],
    ['https://a.localhost/clip.mp4', 'not-public'],
    ['https://printer.local./clip.mp4', 'not-public'],
    ['https://db.internal/clip.mp4', 'not-public'],
    ['https://nas.home.arpa/clip.mp4', 'not-public'],
    ['https://127.0.0.1/clip.mp4', 'not-public'],
    ['https://127.1/clip.mp4', 'not-public'],
    ['https://0x7f.0.0.1/clip.mp4', 'not-public'],
    ['https://2130706433/clip.mp4', 'not-public'],
    ['https://10.0.0.8/clip.mp4', 'not-public'],
    ['https://169.254.169.254/latest/meta-data', 'not-public'],
    ['https://8.8.8.8/clip.mp4', 'not-public'],
    ['https://[::1]/clip.mp4', 'not-public'],
    ['https://[::ffff:10.0.0.1]/clip.mp4', 'not-public'],
    [`https://example.com/${'a'.repeat(2048)}`, 'too-long'],
  ])('%s is refused: %s', (link, fault) => {
    expect(validateVideoUrl(link)).toBe(fault);
  });

  test('validateVideoUrl normalises a link and removes its fragment', () => {
    expect(parseVideoUrl(' https://EXAMPLE.com:443/a.mp4#t=1 ')).toBe('https://example.com/a.mp4');
  });

  test('validateVideoUrl rejects a link with validation-failed, uncharged', () => {
    const refusal = (() => {
      try {
        return parseVideoUrl('http://example.com/a.mp4');
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toBeInstanceOf(AppError);
    expect(refusal).toMatchObject({ code: 'validation-failed', charged: 'no', issues: [{ code: 'video-link', fault: 'not-https' }] });
  });

  test.each([
    ['https://example.com/a/My%20clip.mp4?x=1', 'My clip.mp4'],
    ['https://example.com/a%2.mp4', 'a%2.mp4'],
    ['https://example.com/', 'example.com'],
  ])('%s names its video %s', (link, name) => {
    expect(getUrlFileName(link)).toBe(name);
  });
});
