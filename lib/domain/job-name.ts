/** What a job is called, as a person searches for it. */

/** As long as a line of a list, and a little more. */
export const MAX_NAME_LENGTH = 120;
/** What a person remembers of a name. */
const MAX_TERMS = 6;

/** A name without case, accents, wide letters and double spaces. What is looked for is folded the same way, so that `cafe` finds `Café`. */
export function foldName(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[\s\p{Z}]+/gu, ' ')
    .trim();
}

/** The words that a name must hold, in any order. */
export function toSearchTerms(query: string): string[] {
  return [...new Set(foldName(query).split(' '))].filter((term) => term !== '').slice(0, MAX_TERMS);
}
