import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ProbedVoice } from '@/lib/domain/conversion/voice-plan';
import { canDecodeWhole, decodeWholeWaveform } from '@/lib/media/waveform/decode-whole-waveform';
import { getMaxPeak, getPeaksFrom } from '@/lib/media/waveform/waveform';

afterEach(() => vi.unstubAllGlobals());

function stubDecoder(decodeAudioData: () => Promise<unknown>): void {
  vi.stubGlobal(
    'OfflineAudioContext',
    class {
      decodeAudioData = decodeAudioData;
    },
  );
}

describe('decodeWholeWaveform', () => {
  it('decodeWholeWaveform returns null without a decoder', async () => {
    vi.stubGlobal('OfflineAudioContext', undefined);
    expect(await decodeWholeWaveform(new Blob(['sound']))).toBeNull();
  });

  it('decodeWholeWaveform returns null for undecodable audio without a console message', async () => {
    stubDecoder(() => Promise.reject(new DOMException('no', 'EncodingError')));
    expect(await decodeWholeWaveform(new Blob(['not a sound']))).toBeNull();
  });

  it('decodeWholeWaveform does not read a file that is much larger than a voice', async () => {
    const decode = vi.fn();
    stubDecoder(decode);
    expect(await decodeWholeWaveform(new Blob([new Uint8Array(6_000_001)]))).toBeNull();
    expect(decode).not.toHaveBeenCalled();
  });

  it('decodeWholeWaveform takes the peak over all channels', async () => {
    const channels = [new Float32Array(8_000).fill(0.25), new Float32Array(8_000).fill(-0.5)];
    stubDecoder(async () => ({ numberOfChannels: 2, sampleRate: 8_000, duration: 1, getChannelData: (index: number) => channels[index] }));
    const map = await decodeWholeWaveform(new Blob(['sound']));
    expect(map?.durationMs).toBe(1_000);
    expect(map && getMaxPeak(map)).toBe(0.5);
    expect(map && [...getPeaksFrom(map, 0, 250, 4)]).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  it("decodeWholeWaveform decodes at the file's sample rate and uses its duration", async () => {
    const rates: number[] = [];
    vi.stubGlobal(
      'OfflineAudioContext',
      class {
        constructor(_channels: number, _length: number, rateHz: number) {
          rates.push(rateHz);
        }
        async decodeAudioData() {
          return { numberOfChannels: 1, sampleRate: 8_000, duration: 0.99, getChannelData: () => new Float32Array(7_920) };
        }
      },
    );
    const map = await decodeWholeWaveform(new Blob(['sound']), { sampleRateHz: 8_000, durationMs: 1_000 });
    expect(rates).toEqual([8_000]);
    expect(map?.durationMs).toBe(1_000);
  });
});

describe('canDecodeWhole', () => {
  const voice: ProbedVoice = {
    ...{ kind: 'mp3', byteSize: 1_000, durationMs: 60_000, formatName: 'MP3', audioCodec: 'mp3', canDecode: true },
    ...{ sampleRateHz: 44_100, channels: 2, hasVideo: false },
  };
  const file = new Blob(['sound']);

  it('canDecodeWhole accepts audio slightly longer than a voice', () => {
    expect(canDecodeWhole(file, voice)).toBe(true);
    expect(canDecodeWhole(file, { ...voice, durationMs: 120_000 })).toBe(true);
  });

  it.each<[string, Partial<ProbedVoice>]>([
    ['is longer', { durationMs: 120_001 }],
    ['has more channels', { channels: 6 }],
    ['belongs to a video', { hasVideo: true }],
    ['cannot be decoded here', { canDecode: false }],
    ['has an unknown codec', { audioCodec: null }],
    ['is PCM', { audioCodec: 'pcm-s24' }],
    ['is µ-law', { audioCodec: 'ulaw' }],
  ])('canDecodeWhole rejects audio that %s', (_what, change) => {
    expect(canDecodeWhole(file, { ...voice, ...change })).toBe(false);
  });

  it('canDecodeWhole rejects a large file', () => {
    expect(canDecodeWhole(new Blob([new Uint8Array(6_000_001)]), voice)).toBe(false);
  });
});
