import { expect, test, vi } from 'vitest';
import { AppError } from '@/lib/server/http/app-error';
import { UpstreamError } from '@/lib/server/upstream/types';

test('an error is known also to another copy of its module, as bundles and reloads make them', async () => {
  vi.resetModules();
  const copy = await import('@/lib/server/http/app-error');
  expect(copy.AppError).not.toBe(AppError);
  expect(new copy.AppError('not-found', 'x')).toBeInstanceOf(AppError);
  expect(new UpstreamError('rejected', 'not-found', 'x')).toBeInstanceOf(copy.AppError);
});

test('a kind of error is still told from another', () => {
  expect(new AppError('not-found', 'x')).not.toBeInstanceOf(UpstreamError);
  expect(new UpstreamError('rejected', 'not-found', 'x')).toBeInstanceOf(UpstreamError);
  expect(new Error('x')).not.toBeInstanceOf(AppError);
  expect(null).not.toBeInstanceOf(AppError);
});
