import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import packageJson from '../../../package.json';

/** The container's two files against the app, because nothing else here reads them. */

const root = path.resolve(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const dockerfile = read('Dockerfile');

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

async function getBuildOutput(setting: string): Promise<unknown> {
  vi.stubEnv('BUILD_STANDALONE', setting);
  vi.resetModules();
  return (await import('@/next.config.mjs')).default.output;
}

describe('the container', () => {
  test('the image uses the Node version of the npm scripts', () => {
    const major = packageJson.dependencies.node.split('.')[0];
    const bases = [...dockerfile.matchAll(/^FROM node:(\d+)-/gm)].map((match) => match[1]);
    expect(bases).toEqual([major, major]);
  });

  test('only the container build produces a standalone folder', async () => {
    expect(dockerfile).toMatch(/^ENV .*BUILD_STANDALONE=1/m);
    expect(await getBuildOutput('1')).toBe('standalone');
    expect(await getBuildOutput('')).toBeUndefined();
  });

  test('the container runs as a non-root user, stores data in a volume and has a health check', () => {
    const last = dockerfile.slice(dockerfile.lastIndexOf('FROM '));
    expect(last).toMatch(/^USER node$/m);
    const start = last.search(/^CMD \["node", .*"server\.js"\]$/m);
    expect(start).toBeGreaterThan(-1);
    expect(last.indexOf('USER node')).toBeLessThan(start);
    expect(last).toMatch(/^VOLUME \/app\/\.data$/m);
    expect(last).toMatch(/^HEALTHCHECK /m);
    expect(last).toContain('/api/health');
    expect(last).not.toMatch(/AI302_API_KEY|PASSCODE|TOKEN|SECRET/);
  });

  test('the build context excludes keys and data', () => {
    const ignoredPaths = read('.dockerignore').split('\n');
    for (const name of ['.data', '.env*', '.git', 'node_modules', '.next']) expect(ignoredPaths).toContain(name);
  });
});
