import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { EnvError, readEnv } from '@/lib/server/config/env';

type Source = Record<string, string | undefined>;

function getProblems(source: Source): readonly string[] {
  try {
    readEnv(source);
  } catch (error) {
    if (error instanceof EnvError) return error.problems;
    throw error;
  }
  return [];
}

const LIVE = { AI302_API_KEY: 'sk-live-1234567890' };
const S3 = { S3_BUCKET: 'clips', S3_REGION: 'eu-central-1', S3_ACCESS_KEY_ID: 'AKIA1', S3_SECRET_ACCESS_KEY: 'secret/1+' };
const BLOB = { BLOB_READ_WRITE_TOKEN: 'vercel_blob_rw_AbC12_secretOfTheStore' };
const DATABASE = { DATABASE_URL: 'libsql://jobs.example.org', DATABASE_AUTH_TOKEN: 'token' };
const VERCEL = { VERCEL: '1', ...DATABASE, ...S3 };

describe('readEnv', () => {
  test('readEnv without settings returns practice mode with files beside the database', () => {
    expect(readEnv({})).toMatchObject({
      mode: 'practice',
      authMode: 'open',
      ai302ApiKey: null,
      ai302BaseUrl: 'https://api.302.ai',
      database: { url: 'file:./.data/lip-sync.db', authToken: null },
      ownerPasscode: null,
      dailyBudgetMilliPtc: 5000,
      budgetIsExplicit: false,
      storage: 'local',
      filesFolder: '.data/files',
      publicBaseUrl: null,
      cronSecret: null,
      keepDays: null,
      trustedProxyHops: 0,
      onVercel: false,
      production: false,
    });
  });

  test('readEnv returns live mode with an API key, but not with a blank one', () => {
    expect(readEnv(LIVE).mode).toBe('live');
    for (const blank of ['', ' ', '\t\n']) expect(readEnv({ AI302_API_KEY: blank }).mode).toBe('practice');
  });

  test('readEnv treats blank settings as unset and trims values', () => {
    const blank = Object.fromEntries(
      ['DATABASE_URL', 'STORAGE', 'DAILY_BUDGET_PTC', 'KEEP_DAYS', 'PUBLIC_BASE_URL'].map((name) => [name, ' ']),
    );
    expect(readEnv(blank)).toEqual(readEnv({}));
    expect(readEnv({ ...LIVE, AI302_API_KEY: ' sk-1 ' }).ai302ApiKey?.reveal()).toBe('sk-1');
  });

  test.each<[string, Source, Partial<ReturnType<typeof readEnv>>]>([
    ['another host of upstream, its slash dropped', { AI302_BASE_URL: 'https://api.302ai.cn/' }, { ai302BaseUrl: 'https://api.302ai.cn' }],
    ['a stand-in on loopback over http', { AI302_BASE_URL: 'http://127.0.0.1:4010' }, { ai302BaseUrl: 'http://127.0.0.1:4010' }],
    ['a budget to a thousandth', { DAILY_BUDGET_PTC: '0.077' }, { dailyBudgetMilliPtc: 77, budgetIsExplicit: true }],
    ['a budget of nothing', { DAILY_BUDGET_PTC: '0' }, { dailyBudgetMilliPtc: 0, budgetIsExplicit: true }],
    ['days to keep', { KEEP_DAYS: '90' }, { keepDays: 90 }],
    ['proxies to believe', { TRUSTED_PROXY_HOPS: '2' }, { trustedProxyHops: 2 }],
    ['a proxy believed on Vercel', VERCEL, { trustedProxyHops: 1, onVercel: true }],
    ['none believed on Vercel, where so set', { ...VERCEL, TRUSTED_PROXY_HOPS: '0' }, { trustedProxyHops: 0 }],
    ['production', { NODE_ENV: 'production' }, { production: true }],
    ['files beside a database elsewhere', { DATABASE_URL: 'file:/srv/lip-sync/main.db' }, { filesFolder: '/srv/lip-sync/files' }],
    ['the same as a URL', { DATABASE_URL: 'file:///srv/lip-sync/main.db?mode=rwc' }, { filesFolder: '/srv/lip-sync/files' }],
    ['default files for a database server', { DATABASE_URL: 'libsql://a.turso.io' }, { filesFolder: '.data/files' }],
    ['default files for a database in memory', { DATABASE_URL: ':memory:' }, { filesFolder: '.data/files' }],
  ])('reads %s', (_what, source, expected) => {
    expect(readEnv(source)).toMatchObject(expected);
  });

  test.each<[string, Source, 'local' | '302ai' | 's3' | 'vercel-blob']>([
    ['practice stores on this machine', {}, 'local'],
    ['live without more uses the upload of 302.AI', LIVE, '302ai'],
    [
      'live with a public address still does, because it comes earlier in the order',
      { ...LIVE, PUBLIC_BASE_URL: 'https://a.example.org' },
      '302ai',
    ],
    [
      'live may choose this machine with a public address',
      { ...LIVE, STORAGE: 'local', PUBLIC_BASE_URL: 'https://a.example.org' },
      'local',
    ],
    ['a bucket comes before everything else', { ...LIVE, ...S3 }, 's3'],
    ['so it does in practice, and on Vercel', VERCEL, 's3'],
    ['a Blob store comes next', { ...LIVE, ...BLOB }, 'vercel-blob'],
    ['a bucket comes before it', { ...S3, ...BLOB }, 's3'],
    ['unless it is chosen', { ...S3, ...BLOB, STORAGE: 'vercel-blob' }, 'vercel-blob'],
    ['this machine may be chosen beside settings of other stores', { S3_BUCKET: 'clips', STORAGE: 'local' }, 'local'],
    ['the upload of 302.AI may be, too', { ...LIVE, ...S3, STORAGE: '302ai' }, '302ai'],
  ])('%s', (_what, source, expected) => {
    expect(readEnv(source).storage).toBe(expected);
  });

  test.each<[string, Source, 'open' | 'passcode' | 'shut']>([
    ['practice is open', { NODE_ENV: 'production' }, 'open'],
    ['practice stays open with a passcode', { OWNER_PASSCODE: 'sesame' }, 'open'],
    ['live asks for the passcode', { ...LIVE, OWNER_PASSCODE: 'sesame', NODE_ENV: 'production' }, 'passcode'],
    ['live in production without a passcode lets nobody in', { ...LIVE, NODE_ENV: 'production' }, 'shut'],
    ['live on a developer’s machine without a passcode is open', { ...LIVE, NODE_ENV: 'development' }, 'open'],
  ])('the door: %s', (_what, source, expected) => {
    expect(readEnv(source).authMode).toBe(expected);
  });

  test.each<[string, Source, RegExp]>([
    ['a key of two words', { AI302_API_KEY: 'sk one' }, /^AI302_API_KEY: .*without spaces/],
    ['upstream over plain http', { AI302_BASE_URL: 'http://api.302.ai' }, /^AI302_BASE_URL: .*https/],
    ['upstream with a password in it', { AI302_BASE_URL: 'https://me:secret@api.302.ai' }, /^AI302_BASE_URL/],
    ['upstream that is no address', { AI302_BASE_URL: 'api.302.ai' }, /^AI302_BASE_URL/],
    ['a host that only looks like loopback', { AI302_BASE_URL: 'http://127.0.0.1.example.org' }, /^AI302_BASE_URL/],
    ['a database of another make', { DATABASE_URL: 'postgres://localhost/x' }, /^DATABASE_URL: .*libsql/],
    ['a negative budget', { DAILY_BUDGET_PTC: '-1' }, /^DAILY_BUDGET_PTC: .*plain number/],
    ['a budget in words', { DAILY_BUDGET_PTC: 'five' }, /^DAILY_BUDGET_PTC/],
    ['a budget without end', { DAILY_BUDGET_PTC: 'Infinity' }, /^DAILY_BUDGET_PTC/],
    ['a budget in powers', { DAILY_BUDGET_PTC: '1e9' }, /^DAILY_BUDGET_PTC/],
    ['an unknown store', { STORAGE: 'ftp' }, /^STORAGE: must be local, 302ai, vercel-blob or s3/],
    ['no days to keep', { KEEP_DAYS: '0' }, /^KEEP_DAYS/],
    ['half a proxy', { TRUSTED_PROXY_HOPS: '0.5' }, /^TRUSTED_PROXY_HOPS/],
    ['too many proxies', { TRUSTED_PROXY_HOPS: '11' }, /^TRUSTED_PROXY_HOPS/],
    ['a public address over plain http', { PUBLIC_BASE_URL: 'http://a.example.org' }, /^PUBLIC_BASE_URL/],
    ['a passcode that the door could not take', { OWNER_PASSCODE: 'x'.repeat(257) }, /^OWNER_PASSCODE: .*256/],
    ['an S3 endpoint over plain http', { ...S3, S3_ENDPOINT: 'http://minio.example' }, /^S3_ENDPOINT: .*https/],
    ['a bucket with its address', { ...S3, S3_BUCKET: 'https://clips.example' }, /^S3_BUCKET: .*name alone/],
    [
      'a bucket without a key',
      { ...S3, S3_SECRET_ACCESS_KEY: '' },
      /^S3_SECRET_ACCESS_KEY: other settings of S3 are there, and this is missing/,
    ],
    ['a bucket that may be anywhere', { ...S3, S3_REGION: '' }, /^S3_REGION: /],
    ['a key of two lines', { ...S3, S3_SECRET_ACCESS_KEY: 'a\nb' }, /^S3_SECRET_ACCESS_KEY: .*one line/],
    ['a Blob token that is none', { BLOB_READ_WRITE_TOKEN: 'x', STORAGE: 'local' }, /^BLOB_READ_WRITE_TOKEN: .*vercel_blob_rw_/],
    ['a Blob store without its token', { STORAGE: 'vercel-blob' }, /^BLOB_READ_WRITE_TOKEN: STORAGE is vercel-blob/],
    ['a Blob API over plain http', { ...BLOB, VERCEL_BLOB_API_URL: 'http://a.example' }, /^VERCEL_BLOB_API_URL: .*https/],
    [
      'this machine as a store on Vercel',
      { VERCEL: '1', ...DATABASE },
      /^STORAGE: Vercel keeps no files.*BLOB_READ_WRITE_TOKEN.*S3_BUCKET/,
    ],
    ['the same, chosen', { ...VERCEL, STORAGE: 'local' }, /^STORAGE: Vercel keeps no files/],
    ['the upload of 302.AI without a key', { STORAGE: '302ai' }, /^STORAGE: 302ai needs AI302_API_KEY/],
    ['the upload of 302.AI on Vercel', { ...LIVE, ...VERCEL, STORAGE: '302ai' }, /^STORAGE: .*4\.5 MB/],
    ['live on this machine without a public address', { ...LIVE, STORAGE: 'local' }, /^PUBLIC_BASE_URL: .*302\.AI must be able to fetch/],
    ['a file database on Vercel', { VERCEL: '1', ...S3 }, /^DATABASE_URL: Vercel keeps no files.*Turso.*DATABASE_AUTH_TOKEN/],
    ['a database in memory on Vercel', { VERCEL: '1', ...S3, DATABASE_URL: ':memory:' }, /^DATABASE_URL: Vercel/],
  ])('refuses %s, by name', (_what, source, expected) => {
    const problems = getProblems(source);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });

  test('readEnv names every invalid field at once, including contradictions', () => {
    const source = {
      AI302_BASE_URL: 'nowhere',
      DAILY_BUDGET_PTC: 'much',
      KEEP_DAYS: '-3',
      TRUSTED_PROXY_HOPS: 'all',
      STORAGE: '302ai',
      VERCEL: '1',
    };
    const names = getProblems(source).map((problem) => problem.split(':')[0]);
    expect(names).toEqual(['AI302_BASE_URL', 'DAILY_BUDGET_PTC', 'KEEP_DAYS', 'TRUSTED_PROXY_HOPS', 'DATABASE_URL', 'STORAGE']);
    expect(() => readEnv(source)).toThrow(/need attention:\n {2}- AI302_BASE_URL.*\n {2}- DAILY_BUDGET_PTC/);
  });

  test('readEnv names every missing setting of a bucket', () => {
    const names = getProblems({ STORAGE: 's3' }).map((problem) => problem.split(':')[0]);
    expect(names).toEqual(['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY', 'S3_REGION']);
  });

  test.each<[string, Source, string]>([
    ['Amazon’s own, by its region', S3, 'https://clips.s3.eu-central-1.amazonaws.com'],
    ['in China', { ...S3, S3_REGION: 'cn-north-1' }, 'https://clips.s3.cn-north-1.amazonaws.com.cn'],
    ['whose name has a dot', { ...S3, S3_BUCKET: 'my.clips' }, 'https://s3.eu-central-1.amazonaws.com/my.clips'],
    ['of another maker', { ...S3, S3_ENDPOINT: 'https://1234.r2.cloudflarestorage.com/' }, 'https://1234.r2.cloudflarestorage.com/clips'],
    ['below a path', { ...S3, S3_ENDPOINT: 'https://a.example/storage/v1/s3' }, 'https://a.example/storage/v1/s3/clips'],
    [
      'with its name in the host',
      { ...S3, S3_ENDPOINT: 'https://{bucket}.oss-cn-hangzhou.aliyuncs.com' },
      'https://clips.oss-cn-hangzhou.aliyuncs.com',
    ],
    ['on this machine', { ...S3, S3_ENDPOINT: 'http://127.0.0.1:9000' }, 'http://127.0.0.1:9000/clips'],
  ])('finds a bucket %s', (_what, source, bucketUrl) => {
    const env = readEnv(source);
    expect(env.s3).toMatchObject({ bucketUrl, accessKeyId: 'AKIA1' });
    expect(env.storageOrigins).toEqual([new URL(bucketUrl).origin]);
  });

  test('readEnv derives the addresses of a Blob store and its files', () => {
    const env = readEnv({ ...BLOB, STORAGE: 'vercel-blob' });
    expect(env.blob).toMatchObject({ storeId: 'AbC12', apiUrl: 'https://vercel.com/api/blob' });
    expect(env.storageOrigins).toEqual(['https://vercel.com', 'https://abc12.private.blob.vercel-storage.com']);
    expect(readEnv({ ...BLOB, VERCEL_BLOB_API_URL: 'http://127.0.0.1:9' }).storageOrigins).toEqual(['http://127.0.0.1:9']);
  });

  test('readEnv accepts an S3-compatible bucket without a region', () => {
    expect(readEnv({ ...S3, S3_REGION: '', S3_ENDPOINT: 'https://s3.example' }).s3?.region).toBe('us-east-1');
  });

  test('EnvError never contains a value', () => {
    const pasted = 'sk-pasted into the wrong field';
    const source = Object.fromEntries(
      [
        ...['AI302_API_KEY', 'AI302_BASE_URL', 'DATABASE_URL', 'DAILY_BUDGET_PTC', 'STORAGE', 'KEEP_DAYS', 'PUBLIC_BASE_URL'],
        ...['S3_ENDPOINT', 'S3_REGION', 'S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY', 'BLOB_READ_WRITE_TOKEN'],
      ].map((name) => [name, pasted]),
    );
    const problems = getProblems(source);
    expect(problems).toHaveLength(13);
    expect(problems.join('\n')).not.toContain('sk-pasted');
  });

  test('Secret is hidden in every kind of output', () => {
    const secrets = {
      AI302_API_KEY: 'sk-secret-key',
      OWNER_PASSCODE: 'secret-passcode',
      DATABASE_AUTH_TOKEN: 'secret-token',
      CRON_SECRET: 'secret-cron',
      ...S3,
      ...BLOB,
      S3_SECRET_ACCESS_KEY: 'secret-of-the-bucket',
    };
    const env = readEnv(secrets);
    const shown = [JSON.stringify(env), inspect(env, { depth: 9, showHidden: true }), `${env.ai302ApiKey}`, JSON.stringify({ ...env })];
    for (const text of shown)
      for (const secret of Object.values(secrets).filter((value) => value.includes('secret'))) expect(text).not.toContain(secret);
    expect(env.ai302ApiKey?.reveal()).toBe('sk-secret-key');
    expect(env.database.authToken?.reveal()).toBe('secret-token');
  });
});
