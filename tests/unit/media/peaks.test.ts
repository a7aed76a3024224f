import { afterEach, describe, expect, it, vi } from 'vitest';
import { peaksOf, readPeaks } from '@/lib/media/peaks';

afterEach(() => vi.unstubAllGlobals());

describe('the peaks of a recording', () => {
  it('are the loudest of each part, above or below the middle, as a share of the loudest of all', () => {
    expect(peaksOf(Float32Array.of(0.1, -0.2, 0.4, 0, 0, -0.1), 3)).toEqual([0.5, 1, 0.25].map((share) => expect.closeTo(share, 5)));
  });

  it('stay 0 in silence', () => {
    expect(peaksOf(new Float32Array(100), 4)).toEqual([0, 0, 0, 0]);
  });

  it('are as many as asked for, of any length', () => {
    for (const length of [0, 1, 7, 1_000]) expect(peaksOf(new Float32Array(length).fill(0.5), 10)).toHaveLength(10);
  });
});

describe('reading the peaks', () => {
  const never = new AbortController().signal;

  it('gives none where the browser has no decoder', async () => {
    vi.stubGlobal('OfflineAudioContext', undefined);
    expect(await readPeaks('blob:voice', 8, never)).toBeNull();
  });

  it('gives none for what cannot be decoded, without a complaint', async () => {
    vi.stubGlobal('fetch', async () => new Response('not a sound'));
    vi.stubGlobal(
      'OfflineAudioContext',
      class {
        decodeAudioData = () => Promise.reject(new DOMException('no', 'EncodingError'));
      },
    );
    expect(await readPeaks('blob:voice', 8, never)).toBeNull();
  });

  it('reads what can be decoded', async () => {
    vi.stubGlobal('fetch', async () => new Response('sound'));
    vi.stubGlobal(
      'OfflineAudioContext',
      class {
        decodeAudioData = async () => ({ getChannelData: () => Float32Array.of(0, 1, 0.5, 0.5) });
      },
    );
    expect(await readPeaks('blob:voice', 2, never)).toEqual([1, 0.5]);
  });
});
