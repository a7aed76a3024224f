/** Records upstream's responses without keys, signed URLs and voices. */

interface RecordedResponse {
  readonly request: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface Recorder {
  readonly fetch: typeof fetch;
  readonly responses: () => readonly RecordedResponse[];
  readonly redact: (value: unknown) => unknown;
}

/** Recorded headers; other headers may contain hosts and sessions. */
const RECORDED_HEADERS = ['content-type', 'retry-after', 'cache-control', 'expires', 'access-control-allow-origin', 'accept-ranges'];
const MAX_TEXT_LENGTH = 2_000;

export function createRecorder(
  send: typeof fetch,
  { baseUrl, secrets }: { readonly baseUrl: string; readonly secrets: readonly string[] },
): Recorder {
  const responses: RecordedResponse[] = [];

  function redactText(text: string): string {
    const clean = secrets.reduce((rest, secret) => rest.replaceAll(secret, '[key]'), text);
    // A query may contain a signature, so only the path is recorded.
    const withoutQueries = clean.replace(/(https?:\/\/[^\s"'<>?#]+)[?#][^\s"'<>]*/g, '$1?[query]');
    return withoutQueries.length > MAX_TEXT_LENGTH
      ? `${withoutQueries.slice(0, MAX_TEXT_LENGTH)}[${withoutQueries.length} characters]`
      : withoutQueries;
  }

  function redact(value: unknown): unknown {
    if (typeof value === 'string') return redactText(value);
    if (Array.isArray(value)) return value.map(redact);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redact(inner)]));
  }

  return {
    async fetch(input, init) {
      const response = await send(input, init);
      const url = input instanceof Request ? input.url : String(input);
      // For files only headers are recorded, for API responses also the body.
      const isApiResponse = url.startsWith(baseUrl) && !/^(video|image)\//.test(response.headers.get('content-type') ?? '');
      const text = isApiResponse ? await response.clone().text() : null;
      responses.push({
        request: redactText(`${init?.method ?? 'GET'} ${url}`),
        status: response.status,
        headers: Object.fromEntries(
          RECORDED_HEADERS.flatMap((name) => [[name, response.headers.get(name)]]).flatMap(([name, value]) =>
            name && value ? [[name, value]] : [],
          ),
        ),
        body: text === null ? '[a file]' : redact(parseJson(text)),
      });
      return response;
    },
    responses: () => responses,
    redact,
  };
}

/** Numbers keep their notation, because the format of ids is an open question. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) =>
      typeof value === 'number' && !Number.isSafeInteger(value) && Number.isInteger(value) ? `the number ${context?.source}` : value,
    );
  } catch {
    return text;
  }
}
