import { availableParallelism } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { reactCompiler } from './setup/react-compiler.ts';
import { findSqldBinary } from './setup/services/libsql-server.ts';

const root = path.resolve(import.meta.dirname, '..');
const alias = {
  '@': root,
  // `server-only` throws outside a React Server bundle; the layer check enforces its rule instead.
  'server-only': path.join(root, 'tests/setup/empty.ts'),
};

/** Generous, because other tests run in parallel on two cores. */
const limits = { testTimeout: 20_000, hookTimeout: 30_000 };

/** `npm run test:deep` runs more iterations of property tests. */
const deepLimits = process.env.TEST_DEEP === '1' ? { testTimeout: 15 * 60_000 } : {};

/** Set by `tests/setup/real-s3.ts`. */
const hasRealS3 = process.env.TEST_S3_ENDPOINT !== undefined;

const inProcess = [
  {
    resolve: { alias },
    test: {
      ...limits,
      ...deepLimits,
      name: 'node',
      environment: 'node',
      include: ['tests/{unit,contract,routes,faults}/**/*.test.ts'],
      exclude: ['tests/unit/{client,media}/**', 'tests/contract/live/**', ...(hasRealS3 ? [] : ['tests/contract/storage-s3-real.test.ts'])],
      setupFiles: ['tests/setup/fail-on-console.ts'],
    },
  },
  // Repeats the database tests on a real libSQL server, which is not available for Windows.
  ...(findSqldBinary() === null
    ? []
    : [
        {
          resolve: { alias },
          test: {
            ...limits,
            ...deepLimits,
            name: 'libsql server',
            environment: 'node',
            include: ['tests/unit/server/db/{database,connection/migrations}.test.ts'],
            env: { TEST_DATABASE: 'server' },
            setupFiles: ['tests/setup/fail-on-console.ts'],
          },
        },
      ]),
  {
    plugins: [reactCompiler()],
    resolve: { alias },
    test: {
      ...limits,
      name: 'dom',
      environment: 'jsdom',
      include: ['tests/{components,unit/client,unit/media}/**/*.test.{ts,tsx}'],
      setupFiles: ['tests/setup/fail-on-console.ts', 'tests/setup/dom.ts'],
    },
  },
  {
    // Media tests run in a real browser that this process controls.
    resolve: { alias },
    test: {
      ...limits,
      ...deepLimits,
      name: 'media',
      environment: 'node',
      include: ['tests/media/**/*.test.ts'],
      fileParallelism: false,
      setupFiles: ['tests/setup/fail-on-console.ts'],
    },
  },
];

/** `npm run test:live`. Separate from all other suites, because it spends money. */
const live = [
  {
    resolve: { alias },
    test: {
      name: 'live',
      environment: 'node',
      include: ['tests/contract/live/**/*.test.ts'],
      globalSetup: ['tests/contract/live/ask.ts'],
      testTimeout: 30 * 60_000,
      fileParallelism: false,
    },
  },
];

export default defineConfig(({ mode }) => ({
  root,
  resolve: { alias },
  // Vitest leaves one core idle by default, which is half of a two-core machine.
  test: { projects: mode === 'live' ? live : inProcess, maxWorkers: availableParallelism() },
}));
