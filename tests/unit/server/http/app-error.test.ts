import { expect, test, vi } from 'vitest';
import { AppError } from '@/lib/server/http/app-error';
import { UpstreamError } from '@/lib/server/upstream/types';

test('AppError is recognised by other copies of its module, as bundles and reloads create them', async () => {
  vi.resetModules();
  const copy = await import('@/lib/server/http/app-error');
  expect(copy.AppError).not.toBe(AppError);
  expect(new copy.AppError('not-found', 'x')).toBeInstanceOf(AppError);
  expect(new UpstreamError('rejected', 'not-found', 'x')).toBeInstanceOf(copy.AppError);
});

test('AppError does not match other error classes', () => {
  expect(new AppError('not-found', 'x')).not.toBeInstanceOf(UpstreamError);
  expect(new UpstreamError('rejected', 'not-found', 'x')).toBeInstanceOf(UpstreamError);
  expect(new Error('x')).not.toBeInstanceOf(AppError);
  expect(null).not.toBeInstanceOf(AppError);
});
