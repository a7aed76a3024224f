import path from 'node:path';
import { defineConfig } from 'vitest/config';

const root = path.resolve(import.meta.dirname, '..');
const alias = {
  '@': root,
  // `server-only` throws outside a React Server bundle; the layer check keeps its promise instead.
  'server-only': path.join(root, 'tests/setup/empty.ts'),
};

export default defineConfig({
  root,
  resolve: { alias },
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'node',
          environment: 'node',
          include: ['tests/{unit,contract,routes,faults}/**/*.test.ts'],
          exclude: ['tests/unit/{client,media}/**', 'tests/contract/live.test.ts'],
          setupFiles: ['tests/setup/fail-on-console.ts'],
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'dom',
          environment: 'jsdom',
          include: ['tests/{components,unit/client,unit/media}/**/*.test.{ts,tsx}'],
          setupFiles: ['tests/setup/fail-on-console.ts'],
        },
      },
    ],
  },
});
