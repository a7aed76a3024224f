/** Every text a person reads, as data: one file an area under each language; sentences with values are functions. */

/** Languages the app speaks. A second one is added here; the compiler then asks for its words in every area. */
export type Language = 'en';

export const DEFAULT_LANGUAGE: Language = 'en';

/** One area's words in every language. */
export type Words<Area> = Readonly<Record<Language, Area>>;
