import { afterEach, describe, expect, it, vi } from 'vitest';
import { mapWholeSound } from '@/lib/media/map-whole-sound';
import { loudestOf, peaksFrom } from '@/lib/media/sound-map';

afterEach(() => vi.unstubAllGlobals());

function decoder(decodeAudioData: () => Promise<unknown>): void {
  vi.stubGlobal(
    'OfflineAudioContext',
    class {
      decodeAudioData = decodeAudioData;
    },
  );
}

describe('mapping a sound in one piece', () => {
  it('gives none where the browser has no decoder', async () => {
    vi.stubGlobal('OfflineAudioContext', undefined);
    expect(await mapWholeSound(new Blob(['sound']))).toBeNull();
  });

  it('gives none for what cannot be decoded, without a complaint', async () => {
    decoder(() => Promise.reject(new DOMException('no', 'EncodingError')));
    expect(await mapWholeSound(new Blob(['not a sound']))).toBeNull();
  });

  it('does not read a file that is much larger than a voice', async () => {
    const decode = vi.fn();
    decoder(decode);
    expect(await mapWholeSound(new Blob([new Uint8Array(6_000_001)]))).toBeNull();
    expect(decode).not.toHaveBeenCalled();
  });

  it('takes the loudest of all channels', async () => {
    const channels = [new Float32Array(8_000).fill(0.25), new Float32Array(8_000).fill(-0.5)];
    decoder(async () => ({ numberOfChannels: 2, sampleRate: 8_000, duration: 1, getChannelData: (index: number) => channels[index] }));
    const map = await mapWholeSound(new Blob(['sound']));
    expect(map?.durationMs).toBe(1_000);
    expect(map && loudestOf(map)).toBe(0.5);
    expect(map && [...peaksFrom(map, 0, 250, 4)]).toEqual([0.5, 0.5, 0.5, 0.5]);
  });
});
