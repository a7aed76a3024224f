import { describe, expect, test } from 'vitest';
import type { Editor } from '@/lib/domain/editor';
import { createConcurrencyLimiter } from '@/lib/server/auth/concurrency-limiter';

const MB = 1_000_000;
const mei: Editor = { editorId: 'mei', role: 'editor' };
const editors = Array.from({ length: 4 }, (_, index): Editor => ({ editorId: `editor-${index}`, role: 'editor' }));

const slowDown = expect.objectContaining({ code: 'rate-limited', charged: 'no', retryAfterMs: 3_000 });

describe('concurrencyLimiter', () => {
  test('concurrencyLimiter limits each editor and frees capacity on release', () => {
    const atOnce = createConcurrencyLimiter();
    const holds = [7, 7, 7].map((size) => atOnce.acquire('large-body', mei, size * MB));
    expect(() => atOnce.acquire('large-body', mei, 1)).toThrow(slowDown);
    atOnce.acquire('large-body', editors[0] ?? mei, 7 * MB).release();
    holds[0]?.release();
    expect(() => atOnce.acquire('large-body', mei, 7 * MB + 1)).toThrow(slowDown);
    atOnce.acquire('large-body', mei, 7 * MB);
  });

  test('concurrencyLimiter limits the total of all editors', () => {
    const atOnce = createConcurrencyLimiter();
    for (const editor of editors.slice(0, 3)) atOnce.acquire('large-body', editor, 21 * MB);
    const last = atOnce.acquire('large-body', mei, 6 * MB);
    last.add(MB);
    expect(() => last.add(1)).toThrow(slowDown);
    expect(() => atOnce.acquire('large-body', editors[3] ?? mei, 1)).toThrow(slowDown);
    last.release();
    atOnce.acquire('large-body', editors[3] ?? mei, 7 * MB);
  });

  test('concurrencyLimiter limits the visitors of one address to twice the limit of one editor', () => {
    const atOnce = createConcurrencyLimiter();
    const visitor = (editorId: string, addressHash: string): Editor => ({ editorId, addressHash, role: 'visitor' });
    for (const name of ['one', 'two']) {
      for (let n = 0; n < 24; n += 1) atOnce.acquire('upload', visitor(name, 'here'), 1);
    }
    expect(() => atOnce.acquire('upload', visitor('three', 'here'), 1)).toThrow(slowDown);
    atOnce.acquire('upload', visitor('three', 'there'), 1);
  });

  test('concurrencyLimiter releases the acquired amount once, despite refusals and repeated releases', () => {
    const atOnce = createConcurrencyLimiter();
    const hold = atOnce.acquire('large-body', mei, 20 * MB);
    expect(() => hold.add(2 * MB)).toThrow(slowDown);
    hold.release();
    hold.release();
    atOnce.acquire('large-body', mei, 21 * MB);
    expect(() => atOnce.acquire('large-body', mei, 1)).toThrow(slowDown);
  });

  test('concurrencyLimiter counts acquireKey by key', () => {
    const atOnce = createConcurrencyLimiter();
    const first = atOnce.acquireKey('a', 2);
    atOnce.acquireKey('a', 2);
    expect(() => atOnce.acquireKey('a', 2)).toThrow(slowDown);
    atOnce.acquireKey('b', 2);
    first.release();
    atOnce.acquireKey('a', 2);
  });
});
