import { describe, expect, it } from 'vitest';
import { checkVideoLimits, type VideoFacts } from '@/lib/domain/video';

const LEGAL: VideoFacts = { container: 'mp4', byteSize: 4_000_000, durationMs: 10_000, widthPx: 1280, heightPx: 720, hasSound: true };

const codes = (facts: Partial<VideoFacts>) => checkVideoLimits({ ...LEGAL, ...facts }).map(({ code }) => code);

describe('diagnoseVideo', () => {
  it.each<[string, Partial<VideoFacts>]>([
    ['720p', {}],
    ['a .mov', { container: 'mov' }],
    ['no sound', { hasSound: false }],
    ['exactly 2 s', { durationMs: 2000 }],
    ['exactly 60.0 s', { durationMs: 60_000 }],
    ['exactly 100 MB', { byteSize: 100_000_000 }],
    ['1080p', { widthPx: 1920, heightPx: 1080 }],
    ['720p, held upright', { widthPx: 720, heightPx: 1280 }],
    ['1080p, held upright', { widthPx: 1080, heightPx: 1920 }],
    ['the longest side of 2160 px', { widthPx: 2160, heightPx: 1080 }],
    ['a square of 1080 px', { widthPx: 1080, heightPx: 1080 }],
  ])('diagnoseVideo accepts %s', (_, facts) => {
    expect(codes(facts)).toEqual([]);
  });

  it.each<[string, Partial<VideoFacts>, string]>([
    ['another container', { container: 'other' }, 'video-container'],
    ['1 byte over 100 MB', { byteSize: 100_000_001 }, 'video-too-large'],
    ['1.9 s', { durationMs: 1900 }, 'video-too-short'],
    ['1.999 s', { durationMs: 1999 }, 'video-too-short'],
    ['60.001 s', { durationMs: 60_001 }, 'video-too-long'],
    ['sound without a picture', { widthPx: 0, heightPx: 0 }, 'video-no-picture'],
    ['511 px high', { heightPx: 511 }, 'video-too-small'],
    ['511 px wide, held upright', { widthPx: 511, heightPx: 900 }, 'video-too-small'],
    ['480p', { widthPx: 854, heightPx: 480 }, 'video-too-small'],
    ['2161 px wide', { widthPx: 2161, heightPx: 1080 }, 'video-too-big'],
    ['2161 px high, held upright', { widthPx: 1080, heightPx: 2161 }, 'video-too-big'],
    ['4K', { widthPx: 3840, heightPx: 2160 }, 'video-too-big'],
  ])('diagnoseVideo rejects %s for that reason only', (_, facts, code) => {
    expect(codes(facts)).toEqual([code]);
    expect(checkVideoLimits({ ...LEGAL, ...facts })[0]?.severity).toBe('error');
  });

  it.each<[string, Partial<VideoFacts>]>([
    ['512 px, the least side', { widthPx: 910, heightPx: 512 }],
    ['640 × 640', { widthPx: 640, heightPx: 640 }],
    ['719 px', { widthPx: 1280, heightPx: 719 }],
    ['1081 px', { widthPx: 1920, heightPx: 1081 }],
    ['2160 × 2160', { widthPx: 2160, heightPx: 2160 }],
  ])('diagnoseVideo warns about a short side of %s', (_, facts) => {
    const { widthPx, heightPx } = { ...LEGAL, ...facts };
    expect(checkVideoLimits({ ...LEGAL, ...facts })).toEqual([{ code: 'video-odd-size', severity: 'warning', widthPx, heightPx }]);
  });

  it('diagnoseVideo accepts 1920 × 804, whose short side is between 720 and 1080', () => {
    expect(codes({ widthPx: 1920, heightPx: 804 })).toEqual([]);
  });

  it('diagnoseVideo returns all violations with their numbers', () => {
    expect(
      checkVideoLimits({ container: 'other', byteSize: 101_000_000, durationMs: 94_000, widthPx: 4096, heightPx: 400, hasSound: true }),
    ).toEqual([
      { code: 'video-container', severity: 'error' },
      { code: 'video-too-large', severity: 'error', byteSize: 101_000_000, maxByteSize: 100_000_000 },
      { code: 'video-too-long', severity: 'error', durationMs: 94_000, maxDurationMs: 60_000 },
      { code: 'video-too-small', severity: 'error', widthPx: 4096, heightPx: 400, minSidePx: 512 },
      { code: 'video-too-big', severity: 'error', widthPx: 4096, heightPx: 400, maxSidePx: 2160 },
    ]);
  });
});
