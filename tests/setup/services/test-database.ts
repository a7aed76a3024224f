import { afterAll, onTestFinished } from 'vitest';
import { temporaryFolder } from '../temporary-folder';
import { borrowLibsqlServer, stopLibsqlServers } from './libsql-server';

/** Database tests run twice: on a file and on a libSQL server (`tests/vitest.config.ts`). */
const onServer = process.env.TEST_DATABASE === 'server';

if (onServer) afterAll(stopLibsqlServers);

/** @returns the URL of an empty database for one test: a file in a temporary folder, or a libSQL server. */
export async function databaseUrl(fileName: string): Promise<string> {
  if (!onServer) return `file:${await temporaryFolder()}/${fileName}`;
  const { url, giveBack } = await borrowLibsqlServer();
  onTestFinished(giveBack);
  return url;
}
