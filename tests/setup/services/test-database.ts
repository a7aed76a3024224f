import { afterAll, onTestFinished } from 'vitest';
import { temporaryFolder } from '../temporary-folder';
import { borrowLibsqlServer, stopLibsqlServers } from './libsql-server';

/** Every test of the database runs twice: on a file, and on a server (`tests/vitest.config.ts`). */
const onServer = process.env.TEST_DATABASE === 'server';

if (onServer) afterAll(stopLibsqlServers);

/** An empty database for one test: a file of this name in a folder of its own, or a server. */
export async function databaseUrl(fileName: string): Promise<string> {
  if (!onServer) return `file:${await temporaryFolder()}/${fileName}`;
  const { url, giveBack } = await borrowLibsqlServer();
  onTestFinished(giveBack);
  return url;
}
