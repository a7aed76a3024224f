import 'server-only';

/**
 * Selects the file store from the settings and reports what it still lacks. Reads raw text; messages contain no
 * secrets.
 */

export type StorageChoice = 'local' | '302ai' | 'vercel-blob' | 's3';

type Settings = Readonly<
  Partial<
    Record<
      | 'STORAGE'
      | 'PUBLIC_BASE_URL'
      | 'S3_ENDPOINT'
      | 'S3_REGION'
      | 'S3_BUCKET'
      | 'S3_ACCESS_KEY_ID'
      | 'S3_SECRET_ACCESS_KEY'
      | 'BLOB_READ_WRITE_TOKEN',
      string
    >
  >
>;

interface Deployment {
  readonly live: boolean;
  readonly onVercel: boolean;
}

const REQUIRED_S3_SETTINGS = ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const;
const STORAGE_CHOICES: readonly string[] = ['local', '302ai', 'vercel-blob', 's3'] satisfies StorageChoice[];

function isStorageChoice(text: string): text is StorageChoice {
  return STORAGE_CHOICES.includes(text);
}

/**
 * Precedence: S3, Vercel Blob, 302.AI upload (with an API key and a local disk), local disk. `STORAGE` overrides
 * it.
 */
export function chooseStorage(settings: Settings, { live, onVercel }: Deployment): StorageChoice {
  const { STORAGE, S3_ENDPOINT, S3_REGION, BLOB_READ_WRITE_TOKEN } = settings;
  if (STORAGE !== undefined && isStorageChoice(STORAGE)) return STORAGE;
  // A partial configuration selects the store too, so that the missing settings are reported.
  if ([...REQUIRED_S3_SETTINGS.map((name) => settings[name]), S3_ENDPOINT, S3_REGION].some((text) => text !== undefined)) return 's3';
  if (BLOB_READ_WRITE_TOKEN !== undefined) return 'vercel-blob';
  return live && !onVercel ? '302ai' : 'local';
}

export function findStorageProblems(settings: Settings, deployment: Deployment): string[] {
  const { live, onVercel } = deployment;
  const isExplicit = settings.STORAGE !== undefined;
  switch (chooseStorage(settings, deployment)) {
    case 's3': {
      const reason = isExplicit ? 'STORAGE is s3' : 'other settings of S3 are there';
      const missing: string[] = REQUIRED_S3_SETTINGS.filter((name) => settings[name] === undefined);
      if (settings.S3_REGION === undefined && settings.S3_ENDPOINT === undefined) missing.push('S3_REGION');
      return missing.map(
        (name) => `${name}: ${reason}, and this is missing. ${isExplicit ? 'Set it.' : 'Set it, or take the others away.'}`,
      );
    }
    case 'vercel-blob':
      if (settings.BLOB_READ_WRITE_TOKEN !== undefined) return [];
      return [
        'BLOB_READ_WRITE_TOKEN: STORAGE is vercel-blob, and there is no token. A private Blob store, connected to the project, sets it.',
      ];
    case '302ai':
      if (!live) return ['STORAGE: 302ai needs AI302_API_KEY, and there is none. Set the key, or leave STORAGE out to practise.'];
      return onVercel ? ['STORAGE: 302ai receives whole files on this server first, which Vercel cuts off at 4.5 MB.'] : [];
    case 'local':
      if (onVercel) {
        return [
          'STORAGE: Vercel keeps no files between requests. Connect a private Blob store to the project (it sets BLOB_READ_WRITE_TOKEN), ' +
            'or set S3_BUCKET and the other settings of S3.',
        ];
      }
      if (!live || settings.PUBLIC_BASE_URL !== undefined) return [];
      return [
        'PUBLIC_BASE_URL: with a key and local storage, 302.AI must be able to fetch the videos from this server. ' +
          'Set PUBLIC_BASE_URL to the https:// address under which the internet reaches it, or leave STORAGE out to use the upload of 302.AI.',
      ];
  }
}

/** Placeholder for the bucket name in endpoints that contain it in the host. */
export const BUCKET_PLACEHOLDER = '{bucket}';

/**
 * Returns the base URL of the bucket's objects, without a trailing slash; path style unless the endpoint says
 * otherwise.
 */
export function getS3BucketUrl(s3: { readonly endpoint: string | undefined; readonly region: string; readonly bucket: string }): string {
  const { endpoint, region, bucket } = s3;
  if (endpoint !== undefined) {
    return endpoint.includes(BUCKET_PLACEHOLDER)
      ? endpoint.replace(BUCKET_PLACEHOLDER, bucket).replace(/\/+$/, '')
      : `${endpoint.replace(/\/+$/, '')}/${bucket}`;
  }
  const host = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  // A bucket name with a dot would need a host that the wildcard certificate does not cover.
  return bucket.includes('.') ? `https://${host}/${bucket}` : `https://${bucket}.${host}`;
}

export const DEFAULT_BLOB_API_URL = 'https://vercel.com/api/blob';
