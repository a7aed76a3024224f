import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERROR_STATUS } from '@/lib/contracts/error';
import { listRoutes } from '../../setup/checks/route-inventory';

const reference = readFileSync(path.resolve(import.meta.dirname, '../../../docs/api.md'), 'utf8');

describe('docs/api.md', () => {
  it('documents exactly the routes of the app', async () => {
    const routes = (await listRoutes()).filter(({ method, pattern }) => method !== 'HEAD' && !pattern.includes('[[...'));
    const documented = [...reference.matchAll(/^### ([A-Z]+ \/api\/\S+)$/gm)].map((match) => match[1] ?? '');
    expect(documented.sort()).toEqual(routes.map(({ name }) => name.replace(/\[(\w+)\]/g, '{$1}')).sort());
  });

  it('gives each route its access, a status and a curl example', () => {
    const sections = reference.split(/^### (?=[A-Z]+ \/api\/)/m).slice(1);
    const incomplete = sections.filter((section) => !/Access (`(open|editor|owner)`|as for)/.test(section) || !/\ncurl /.test(section));
    expect(incomplete.map((section) => section.split('\n')[0])).toEqual([]);
  });

  it('lists every error code with its status', () => {
    const listed = [...reference.matchAll(/^\| `([a-z-]+)`\s*\| (\d{3})\s/gm)].map((match) => [match[1], Number(match[2])]);
    expect(Object.fromEntries(listed)).toEqual(ERROR_STATUS);
  });
});
