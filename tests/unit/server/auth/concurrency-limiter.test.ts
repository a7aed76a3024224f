import { describe, expect, test } from 'vitest';
import type { Editor } from '@/lib/domain/editor';
import { createConcurrencyLimiter } from '@/lib/server/auth/concurrency-limiter';

const MB = 1_000_000;
const mei: Editor = { editorId: 'mei', role: 'editor' };
const editors = Array.from({ length: 4 }, (_, index): Editor => ({ editorId: `editor-${index}`, role: 'editor' }));

const rateLimited = expect.objectContaining({ code: 'rate-limited', charged: 'no', retryAfterMs: 3_000 });

describe('concurrencyLimiter', () => {
  test('concurrencyLimiter limits each editor and frees capacity on release', () => {
    const limiter = createConcurrencyLimiter();
    const slots = [7, 7, 7].map((size) => limiter.acquire('large-body', mei, size * MB));
    expect(() => limiter.acquire('large-body', mei, 1)).toThrow(rateLimited);
    limiter.acquire('large-body', editors[0] ?? mei, 7 * MB).release();
    slots[0]?.release();
    expect(() => limiter.acquire('large-body', mei, 7 * MB + 1)).toThrow(rateLimited);
    limiter.acquire('large-body', mei, 7 * MB);
  });

  test('concurrencyLimiter limits the total of all editors', () => {
    const limiter = createConcurrencyLimiter();
    for (const editor of editors.slice(0, 3)) limiter.acquire('large-body', editor, 21 * MB);
    const last = limiter.acquire('large-body', mei, 6 * MB);
    last.add(MB);
    expect(() => last.add(1)).toThrow(rateLimited);
    expect(() => limiter.acquire('large-body', editors[3] ?? mei, 1)).toThrow(rateLimited);
    last.release();
    limiter.acquire('large-body', editors[3] ?? mei, 7 * MB);
  });

  test('concurrencyLimiter limits the visitors of one address to twice the limit of one editor', () => {
    const limiter = createConcurrencyLimiter();
    const visitor = (editorId: string, addressHash: string): Editor => ({ editorId, addressHash, role: 'visitor' });
    for (const name of ['one', 'two']) {
      for (let n = 0; n < 24; n += 1) limiter.acquire('upload', visitor(name, 'here'), 1);
    }
    expect(() => limiter.acquire('upload', visitor('three', 'here'), 1)).toThrow(rateLimited);
    limiter.acquire('upload', visitor('three', 'there'), 1);
  });

  test('concurrencyLimiter releases the acquired amount once, despite refusals and repeated releases', () => {
    const limiter = createConcurrencyLimiter();
    const slot = limiter.acquire('large-body', mei, 20 * MB);
    expect(() => slot.add(2 * MB)).toThrow(rateLimited);
    slot.release();
    slot.release();
    limiter.acquire('large-body', mei, 21 * MB);
    expect(() => limiter.acquire('large-body', mei, 1)).toThrow(rateLimited);
  });

  test('concurrencyLimiter counts acquireKey by key', () => {
    const limiter = createConcurrencyLimiter();
    const first = limiter.acquireKey('a', 2);
    limiter.acquireKey('a', 2);
    expect(() => limiter.acquireKey('a', 2)).toThrow(rateLimited);
    limiter.acquireKey('b', 2);
    first.release();
    limiter.acquireKey('a', 2);
  });
});
