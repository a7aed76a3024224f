import 'server-only';

/** Writes one line of JSON per request or event, without keys, tokens or file contents. */
export type Log = (entry: Readonly<Record<string, unknown>>) => void;

/** Base64, signatures and tokens (ours have 43 characters) are long runs; our ids (at most 36) stay readable. */
const LONG_TOKEN = /[A-Za-z0-9+/=_%-]{40,}/g;
const MAX_TEXT_LENGTH = 600;

/** Removes secrets and long runs from a text, and shortens it. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text.length > 8 * MAX_TEXT_LENGTH ? text.slice(0, 8 * MAX_TEXT_LENGTH) : text;
  for (const secret of secrets) if (secret !== '') clean = clean.replaceAll(secret, '[secret]');
  clean = clean.replace(LONG_TOKEN, '[long]');
  return clean.length > MAX_TEXT_LENGTH ? `${clean.slice(0, MAX_TEXT_LENGTH)}…` : clean;
}

/** Formats an error and its causes as one short text. */
export function describeError(error: unknown): string {
  const parts: string[] = [];
  let current: unknown = error;
  for (let depth = 0; depth < 4 && current !== undefined && current !== null; depth += 1) {
    parts.push(current instanceof Error ? `${current.name}: ${current.message}` : String(current));
    current = current instanceof Error ? current.cause : undefined;
  }
  return parts.join(' ← ');
}

/** Writes to standard output and redacts every text in the entry, so that no caller can omit it. */
export function createLog({
  write = (line) => process.stdout.write(line),
  secrets = [],
}: {
  readonly write?: (line: string) => unknown;
  readonly secrets?: readonly string[];
} = {}): Log {
  return (entry) => {
    const clean = Object.fromEntries(
      Object.entries(entry).map(([name, value]) => {
        if (typeof value === 'object' && value !== null) return [name, redact(JSON.stringify(value), secrets)];
        if (typeof value !== 'string') return [name, value];
        // Per segment, because a path of short segments is a long run too.
        return [name, (name === 'path' ? value.split('/') : [value]).map((part) => redact(part, secrets)).join('/')];
      }),
    );
    write(`${JSON.stringify(clean)}\n`);
  };
}
