import { afterAll, onTestFinished } from 'vitest';
import { temporaryFolder } from '../temporary-folder';
import { borrowLibsqlServer, stopLibsqlServers } from './libsql-server';

/** Database tests run twice: on a file and on a libSQL server (`tests/vitest.config.ts`). */
const usesServer = process.env.TEST_DATABASE === 'server';

if (usesServer) afterAll(stopLibsqlServers);

/** @returns the URL of an empty database for one test: a file in a temporary folder, or a libSQL server. */
export async function createTestDatabaseUrl(fileName: string): Promise<string> {
  if (!usesServer) return `file:${await temporaryFolder()}/${fileName}`;
  const { url, release } = await borrowLibsqlServer();
  onTestFinished(release);
  return url;
}
