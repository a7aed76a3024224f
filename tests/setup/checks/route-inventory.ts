import { globSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from '../app/server';

/** Every route of the app as Next finds them, so that a new one is held to the rules of all without anybody thinking of it. */

type Handler = Parameters<Browser['call']>[0];

export interface FoundRoute {
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

export async function everyRoute(): Promise<FoundRoute[]> {
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

/** The address of a route for these parameters. */
export function addressOf({ pattern }: FoundRoute, parameters: Readonly<Record<string, string>>): string {
  return pattern.replace(/\/\[+(?:\.\.\.)?(\w+)\]+/g, (_, name: string) => `/${encodeURIComponent(parameters[name] ?? '')}`);
}

export const UNSAFE = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
