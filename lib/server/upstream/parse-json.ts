import 'server-only';

/**
 * Parses JSON and returns integers beyond 2^53 as strings of their digits, because upstream's ids have 18 digits and `JSON.parse`
 * would round them. Returns `undefined` for invalid JSON.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, keepDigits);
  } catch {
    // Not JSON, or nested so deeply that reading it exhausts the stack.
    return undefined;
  }
}

/** `context.source` is the number as it was written (ES2026, Node 21 and later; not yet in TypeScript's library). */
function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  const isInexact = Number.isInteger(value) && !Number.isSafeInteger(value);
  return isInexact && source !== undefined && /^-?\d+$/.test(source) ? source : value;
}
