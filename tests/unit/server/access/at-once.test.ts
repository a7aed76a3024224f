import { describe, expect, test } from 'vitest';
import { createAtOnce } from '@/lib/server/access/at-once';
import type { Editor } from '@/lib/server/access/port';

const MB = 1_000_000;
const mei: Editor = { editorId: 'mei', role: 'editor' };
const editors = Array.from({ length: 4 }, (_, index): Editor => ({ editorId: `editor-${index}`, role: 'editor' }));

const slowDown = expect.objectContaining({ code: 'slow-down', charged: 'no', retryAfterMs: 3_000 });

describe('what is on its way at once', () => {
  test('is so much for each editor, and there is room again once it has ended', () => {
    const atOnce = createAtOnce();
    const holds = [7, 7, 7].map((size) => atOnce.hold('large-body', mei, size * MB));
    expect(() => atOnce.hold('large-body', mei, 1)).toThrow(slowDown);
    atOnce.hold('large-body', editors[0] ?? mei, 7 * MB).release();
    holds[0]?.release();
    expect(() => atOnce.hold('large-body', mei, 7 * MB + 1)).toThrow(slowDown);
    atOnce.hold('large-body', mei, 7 * MB);
  });

  test('is so much for everybody together, whoever they are', () => {
    const atOnce = createAtOnce();
    for (const editor of editors.slice(0, 3)) atOnce.hold('large-body', editor, 21 * MB);
    const last = atOnce.hold('large-body', mei, 6 * MB);
    last.add(MB);
    expect(() => last.add(1)).toThrow(slowDown);
    expect(() => atOnce.hold('large-body', editors[3] ?? mei, 1)).toThrow(slowDown);
    last.release();
    atOnce.hold('large-body', editors[3] ?? mei, 7 * MB);
  });

  test('is twice as much for all visitors of one address together', () => {
    const atOnce = createAtOnce();
    const visitor = (editorId: string, addressHash: string): Editor => ({ editorId, addressHash, role: 'visitor' });
    for (const name of ['one', 'two']) {
      for (let n = 0; n < 24; n += 1) atOnce.hold('upload', visitor(name, 'here'), 1);
    }
    expect(() => atOnce.hold('upload', visitor('three', 'here'), 1)).toThrow(slowDown);
    atOnce.hold('upload', visitor('three', 'there'), 1);
  });

  test('gives all of it back once, however much was refused and however often it is released', () => {
    const atOnce = createAtOnce();
    const hold = atOnce.hold('large-body', mei, 20 * MB);
    expect(() => hold.add(2 * MB)).toThrow(slowDown);
    hold.release();
    hold.release();
    atOnce.hold('large-body', mei, 21 * MB);
    expect(() => atOnce.hold('large-body', mei, 1)).toThrow(slowDown);
  });

  test('of one thing is counted by its name', () => {
    const atOnce = createAtOnce();
    const first = atOnce.holdOne('a', 2);
    atOnce.holdOne('a', 2);
    expect(() => atOnce.holdOne('a', 2)).toThrow(slowDown);
    atOnce.holdOne('b', 2);
    first.release();
    atOnce.holdOne('a', 2);
  });
});
