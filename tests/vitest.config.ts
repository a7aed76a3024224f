import { availableParallelism } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { reactCompiler } from './setup/react-compiler.ts';
import { sqldBinary } from './setup/services/libsql-server.ts';

const root = path.resolve(import.meta.dirname, '..');
const alias = {
  '@': root,
  // `server-only` throws outside a React Server bundle; the layer check keeps its promise instead.
  'server-only': path.join(root, 'tests/setup/empty.ts'),
};

/** Two cores may be busy with the other half of the tests. */
const limits = { testTimeout: 20_000, hookTimeout: 30_000 };

/** Property tests count further in `npm run test:deep`. */
const deepLimits = process.env.TEST_DEEP === '1' ? { testTimeout: 15 * 60_000 } : {};

/** `tests/setup/real-s3.ts` names one. */
const namesRealS3 = process.env.TEST_S3_ENDPOINT !== undefined;

const inProcess = [
  {
    resolve: { alias },
    test: {
      ...limits,
      ...deepLimits,
      name: 'node',
      environment: 'node',
      include: ['tests/{unit,contract,routes,faults}/**/*.test.ts'],
      exclude: [
        'tests/unit/{client,media}/**',
        'tests/contract/live/**',
        ...(namesRealS3 ? [] : ['tests/contract/storage-s3-real.test.ts']),
      ],
      setupFiles: ['tests/setup/fail-on-console.ts'],
    },
  },
  // The database again, on a real libSQL server; there is no such program for Windows.
  ...(sqldBinary() === null
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
    // The media engine in a real browser, driven from here.
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

/** Spends money, so it is never part of anything else: `npm run test:live`. */
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
  // All of them: by itself it leaves one core idle, which is half of a small machine.
  test: { projects: mode === 'live' ? live : inProcess, maxWorkers: availableParallelism() },
}));
