import { describe, expect, it } from 'vitest';
import { getLanguageFromHeaders, negotiateLanguage } from '@/lib/i18n/language';

describe('language', () => {
  it.each([
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['zh', 'zh'],
    // Readers of traditional Chinese read simplified Chinese more easily than English.
    ['zh-TW,zh-Hant;q=0.9', 'zh'],
    ['zh-Hans-SG', 'zh'],
    ['ZH-cn', 'zh'],
    ['en-GB,en;q=0.9,zh;q=0.8', 'en'],
    ['en;q=0.5, zh;q=0.8', 'zh'],
    ['de-DE,de;q=0.9,zh;q=0.5,en;q=0.3', 'zh'],
    ['zh;q=0, en', 'en'],
    ['fr', 'en'],
    ['zhx', 'en'],
    ['*', 'en'],
    ['', 'en'],
    [',;q=,zh;q=nonsense', 'en'],
    [null, 'en'],
  ] as const)('negotiateLanguage for Accept-Language %j returns %s', (wish, language) => {
    expect(negotiateLanguage(undefined, wish)).toBe(language);
  });

  it('negotiateLanguage prefers the chosen language', () => {
    expect(negotiateLanguage('en', 'zh-CN')).toBe('en');
    expect(negotiateLanguage('zh', 'en')).toBe('zh');
  });

  it('getRequestLanguage reads the cookie among other cookies', () => {
    const of = (headers: Record<string, string>) => getLanguageFromHeaders(new Headers(headers));
    expect(of({ cookie: 'session=abc; language=zh', 'accept-language': 'en' })).toBe('zh');
    expect(of({ cookie: 'language=en;other=zh', 'accept-language': 'zh' })).toBe('en');
    expect(of({ cookie: 'xlanguage=zh; language', 'accept-language': 'en' })).toBe('en');
    expect(of({})).toBe('en');
  });

  it('negotiateLanguage ignores an invalid cookie', () => {
    expect(negotiateLanguage('fr', 'zh-CN')).toBe('zh');
    expect(negotiateLanguage('', 'zh-CN')).toBe('zh');
  });
});
