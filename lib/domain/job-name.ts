/** A job's name and its normalisation for search. */

/** About one line of the list. */
export const MAX_JOB_NAME_LENGTH = 120;
/** Limits the cost of a search. */
const MAX_SEARCH_TERMS = 6;

/** Removes case, accents, full-width forms and repeated spaces. Queries are folded too, so `cafe` finds `Café`. */
export function foldName(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[\s\p{Z}]+/gu, ' ')
    .trim();
}

/** Returns the terms that a name must contain, in any order. */
export function toSearchTerms(query: string): string[] {
  return [...new Set(foldName(query).split(' '))].filter((term) => term !== '').slice(0, MAX_SEARCH_TERMS);
}
