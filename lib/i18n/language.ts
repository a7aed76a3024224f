/** Every text a person reads, as data: one file an area under each language; sentences with values are functions. */

/** Languages the app speaks. A further one is added here; the compiler then asks for its words in every area. */
export const LANGUAGES = ['en', 'zh'] as const;

export type Language = (typeof LANGUAGES)[number];

export const DEFAULT_LANGUAGE: Language = 'en';

/** As browsers, screen readers and `Intl` call them: our Chinese is the simplified one. */
export const LANGUAGE_TAGS = { en: 'en', zh: 'zh-Hans' } as const satisfies Record<Language, string>;

/** Each by its own name: the list is read by those who cannot read the present one. */
export const LANGUAGE_NAMES = { en: 'English', zh: '简体中文' } as const satisfies Record<Language, string>;

/** What stands between two sentences: a Chinese full stop brings its own room. */
export const SENTENCE_GAPS = { en: ' ', zh: '' } as const satisfies Record<Language, string>;

/** Remembers a language that was chosen by hand; whoever never chose gets the browser's wish each time. */
export const LANGUAGE_COOKIE = 'language';

export function isLanguage(text: string | undefined): text is Language {
  return LANGUAGES.some((language) => language === text);
}

/** The languages that a browser asks for in `Accept-Language`, the most wanted one first. */
function parseAcceptLanguage(acceptLanguage: string): string[] {
  return acceptLanguage
    .split(',')
    .map((entry) => {
      const [tag = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return { tag, weight: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
}

/** What was chosen by hand, else what the browser asks for, else English. Every Chinese is answered in the simplified one. */
export function negotiateLanguage(chosen: string | undefined, acceptLanguage: string | null): Language {
  if (isLanguage(chosen)) return chosen;
  for (const preference of parseAcceptLanguage(acceptLanguage ?? '')) {
    const [primary] = preference.split('-');
    if (isLanguage(primary)) return primary;
  }
  return DEFAULT_LANGUAGE;
}

/** What a cookie header, or a page's own `document.cookie`, says was chosen. */
export function readLanguageCookie(cookies: string): string | undefined {
  const pairs = cookies.split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === LANGUAGE_COOKIE)?.[1];
}

/** The language of whoever sends a request. */
export function getLanguageFromHeaders(headers: Pick<Headers, 'get'>): Language {
  return negotiateLanguage(readLanguageCookie(headers.get('cookie') ?? ''), headers.get('accept-language'));
}

/** The language that a page is in already, by its `lang`. */
export function findLanguageByTag(tag: string): Language {
  return LANGUAGES.find((language) => LANGUAGE_TAGS[language] === tag) ?? DEFAULT_LANGUAGE;
}

/** What an area's words are in any language, read off the English ones: the same keys, kinds and values; the wording is each language's own. */
export type Texts<English> = English extends string
  ? string
  : English extends (...values: infer Values) => infer Text
    ? (...values: Values) => Texts<Text>
    : English extends object
      ? { readonly [Key in keyof English]: Texts<English[Key]> }
      : English;

/** One area's words in every language. */
export type Messages<Area> = Readonly<Record<Language, Area>>;
