import { describe, expect, test } from 'vitest';
import { SETUP_CODES } from '@/lib/contracts/setup';
import { LANGUAGES } from '@/lib/i18n/language';
import { setupMessages } from '@/lib/i18n/setup';
import { getSetupStatus } from '@/lib/server/config/setup-status';
import { AppError } from '@/lib/server/http/app-error';

const SECRET = 'canary-value-91ac';
const openServices = async () => undefined;
const VERCEL = { VERCEL: '1', NODE_ENV: 'production' };
const S3 = { S3_BUCKET: 'clips', S3_REGION: 'eu-central-1', S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: SECRET };
const DATABASE = { DATABASE_URL: 'libsql://db.example', DATABASE_AUTH_TOKEN: SECRET };

const getProblemCodes = async (source: Record<string, string>, open: () => Promise<unknown> = openServices) =>
  (await getSetupStatus(source, open)).problems.map(({ code, setting }) => (code === 'setting' ? `setting ${setting}` : code));

describe('getSetupStatus', () => {
  test.each<[string, Record<string, string>, string[]]>([
    ['on Vercel with nothing set', VERCEL, ['database-missing', 'store-missing']],
    ['on Vercel without a database', { ...VERCEL, ...S3 }, ['database-missing']],
    ['on Vercel without a store', { ...VERCEL, ...DATABASE }, ['store-missing']],
    [
      'on Vercel with the names that Turso gives',
      { ...VERCEL, ...S3, TURSO_DATABASE_URL: 'libsql://db.example', TURSO_AUTH_TOKEN: SECRET },
      [],
    ],
    ['on Vercel with a file for a database', { ...VERCEL, ...S3, DATABASE_URL: 'file:./a.db' }, ['setting DATABASE_URL']],
    ['on Vercel with a store that keeps nothing there', { ...VERCEL, ...DATABASE, STORAGE: 'local' }, ['setting STORAGE']],
    [
      'on Vercel with half a bucket',
      { ...VERCEL, ...DATABASE, S3_BUCKET: 'clips' },
      ['setting S3_ACCESS_KEY_ID', 'setting S3_SECRET_ACCESS_KEY', 'setting S3_REGION'],
    ],
    ['on Vercel with all of it', { ...VERCEL, ...DATABASE, ...S3 }, []],
    ['with a key and no passcode', { ...VERCEL, ...DATABASE, ...S3, AI302_API_KEY: SECRET }, ['passcode-missing']],
    ['with a key, a passcode and all of it', { ...VERCEL, ...DATABASE, ...S3, AI302_API_KEY: SECRET, OWNER_PASSCODE: SECRET }, []],
    ['on a server of one’s own with nothing set', { NODE_ENV: 'production' }, []],
    [
      'on a server of one’s own with a number that is none',
      { TRUSTED_PROXY_HOPS: 'many', KEEP_DAYS: '0' },
      ['setting KEEP_DAYS', 'setting TRUSTED_PROXY_HOPS'],
    ],
  ])('%s names what is missing', async (_, source, expected) => {
    expect((await getProblemCodes(source)).toSorted()).toEqual(expected.toSorted());
  });

  test('getSetupStatus distinguishes a missing database from one that lacks migrations', async () => {
    const source = { ...VERCEL, ...DATABASE, ...S3 };
    expect(await getProblemCodes(source, () => Promise.reject(new Error('ECONNREFUSED')))).toEqual(['database-unreachable']);
    expect(await getProblemCodes(source, () => Promise.reject(new AppError('not-configured', 'the database lacks 0004')))).toEqual([
      'database-behind',
    ]);
  });

  test('getSetupStatus reports the mode and where to change settings', async () => {
    expect(await getSetupStatus(VERCEL, openServices)).toMatchObject({ practice: true, onVercel: true });
    expect(await getSetupStatus({ AI302_API_KEY: SECRET }, openServices)).toMatchObject({ practice: false, onVercel: false });
  });

  test('getSetupStatus contains no values of settings', async () => {
    const sources = [
      { ...VERCEL, DATABASE_URL: `postgres://${SECRET}`, OWNER_PASSCODE: SECRET.repeat(40), AI302_API_KEY: `two ${SECRET}` },
      {
        ...VERCEL,
        ...DATABASE,
        S3_ENDPOINT: `ftp://${SECRET}`,
        S3_BUCKET: `a/${SECRET}`,
        BLOB_READ_WRITE_TOKEN: SECRET,
        KEEP_DAYS: SECRET,
      },
    ];
    for (const source of sources) {
      const setup = await getSetupStatus(source, () => Promise.reject(new Error(SECRET)));
      expect(setup.problems.length).toBeGreaterThan(1);
      expect(JSON.stringify(setup)).not.toContain(SECRET);
    }
  });

  test('the setup page explains each setting in every language, on Vercel and elsewhere', () => {
    for (const language of LANGUAGES) {
      for (const code of SETUP_CODES) {
        for (const onVercel of [true, false]) {
          const { title, text } = setupMessages[language].problem({ code, setting: 'KEEP_DAYS' }, onVercel);
          expect([title, text].join(' ').length).toBeGreaterThan(15);
          if (code === 'setting') expect(title).toBe('KEEP_DAYS');
        }
      }
    }
  });
});
