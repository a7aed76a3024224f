/** Languages and messages: one file per area and language; messages with values are functions. */

/** To add a language, add it here; the compiler then requires its messages in every area. */
export const LANGUAGES = ['en', 'zh'] as const;

export type Language = (typeof LANGUAGES)[number];

export const DEFAULT_LANGUAGE: Language = 'en';

/** BCP 47 tags; the Chinese texts are simplified. */
export const LANGUAGE_TAGS = { en: 'en', zh: 'zh-Hans' } as const satisfies Record<Language, string>;

/** Each in its own language, for readers who do not understand the current one. */
export const LANGUAGE_NAMES = { en: 'English', zh: '简体中文' } as const satisfies Record<Language, string>;

/** Separator of two sentences; a Chinese full stop includes its own space. */
export const SENTENCE_GAPS = { en: ' ', zh: '' } as const satisfies Record<Language, string>;

/** Stores an explicit choice. Without it, `Accept-Language` decides on every request. */
export const LANGUAGE_COOKIE = 'language';

export function isLanguage(text: string | undefined): text is Language {
  return LANGUAGES.some((language) => language === text);
}

/** The languages of `Accept-Language`, by descending preference. */
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

/** Returns the chosen language, else the best match of `Accept-Language`, else English. Every variant of Chinese gives simplified Chinese. */
export function negotiateLanguage(chosen: string | undefined, acceptLanguage: string | null): Language {
  if (isLanguage(chosen)) return chosen;
  for (const preference of parseAcceptLanguage(acceptLanguage ?? '')) {
    const [primary] = preference.split('-');
    if (isLanguage(primary)) return primary;
  }
  return DEFAULT_LANGUAGE;
}

/** Reads the chosen language from a `Cookie` header or `document.cookie`. */
export function readLanguageCookie(cookies: string): string | undefined {
  const pairs = cookies.split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === LANGUAGE_COOKIE)?.[1];
}

export function getLanguageFromHeaders(headers: Pick<Headers, 'get'>): Language {
  return negotiateLanguage(readLanguageCookie(headers.get('cookie') ?? ''), headers.get('accept-language'));
}

/** Maps a `lang` attribute to a language. */
export function findLanguageByTag(tag: string): Language {
  return LANGUAGES.find((language) => LANGUAGE_TAGS[language] === tag) ?? DEFAULT_LANGUAGE;
}

/** The type of an area's messages in any language, derived from the English ones: the same keys, kinds and parameters with other wording. */
export type Texts<English> = English extends string
  ? string
  : English extends (...values: infer Values) => infer Text
    ? (...values: Values) => Texts<Text>
    : English extends object
      ? { readonly [Key in keyof English]: Texts<English[Key]> }
      : English;

export type Messages<Area> = Readonly<Record<Language, Area>>;
