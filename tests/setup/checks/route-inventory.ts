import { globSync } from 'node:fs';
import path from 'node:path';
import type { TestBrowser } from '../app/server';

/** Lists every API route from the file system, so that a new route is covered by the shared route tests automatically. */

type Handler = Parameters<TestBrowser['call']>[0];

export interface RouteEntry {
  /** Such as `POST /api/team/invites/[inviteId]/link`. */
  readonly name: string;
  readonly method: string;
  /** Such as `/api/team/invites/[inviteId]/link`. */
  readonly pattern: string;
  readonly parameters: readonly string[];
  readonly handler: Handler;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const root = path.resolve(import.meta.dirname, '../../..');

export async function listRoutes(): Promise<RouteEntry[]> {
  const files = globSync('app/api/**/route.ts', { cwd: root }).sort();
  const found = await Promise.all(
    files.map(async (file) => {
      const module: Record<string, unknown> = await import(/* @vite-ignore */ path.join(root, file));
      const pattern = `/${path.posix.dirname(file.replaceAll('\\', '/')).slice('app/'.length)}`;
      return METHODS.flatMap((method) => {
        const handler = module[method];
        if (!isHandler(handler)) return [];
        const parameters = [...pattern.matchAll(/\[+(?:\.\.\.)?(\w+)\]+/g)].map((match) => match[1] ?? '');
        return [{ name: `${method} ${pattern}`, method, pattern, parameters, handler }];
      });
    }),
  );
  return found.flat();
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}

/** @returns the route's path with its parameters filled in. */
export function routeUrl({ pattern }: RouteEntry, parameters: Readonly<Record<string, string>>): string {
  return pattern.replace(/\/\[+(?:\.\.\.)?(\w+)\]+/g, (_, name: string) => `/${encodeURIComponent(parameters[name] ?? '')}`);
}

export const UNSAFE_METHODS = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
