import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { PendingClip } from '@/components/wizard/pending-file/pending-clip';
import type { ProbedVideo } from '@/lib/domain/conversion/video-plan';
import { createTimeRange } from '@/lib/domain/time';
import { conversion } from '@/lib/i18n/en/conversion';
import { clipFacts } from '../session/test-session';

const media = {
  probeVideo: vi.fn(),
  probeVoice: vi.fn(),
  keyframes: vi.fn(),
  thumbnails: vi.fn(async () => 0),
  waveform: vi.fn(),
  close: vi.fn(),
};

describe('conversion messages', () => {
  it('a clip conversion is described in one sentence with its quality', () => {
    expect(
      conversion.clipDone({
        steps: ['cut', 'scale', 'transcode'],
        part: createTimeRange(12_000, 65_000),
        from: { widthPx: 3_840, heightPx: 2_160, formatName: 'MOV', byteSize: 400_000_000 },
        to: { widthPx: 1_920, heightPx: 1_080, byteSize: 50_000_000 },
        quality: 'high',
        audio: 'copy',
      }),
    ).toBe('Cut to 0:12–1:05, made smaller from 4K to 1080p. Quality: high.');
  });

  it('only an upscaled video has a warning', () => {
    const upscale = {
      steps: ['scale', 'transcode'],
      part: createTimeRange(0, 9_000),
      from: { widthPx: 854, heightPx: 480, formatName: 'MP4', byteSize: 1_000_000 },
      to: { widthPx: 1_280, heightPx: 720, byteSize: 2_000_000 },
      quality: 'high',
      audio: 'none',
    } as const;
    expect(conversion.clipScaledUp(upscale)).toContain('the mouth may look soft');
    expect(conversion.clipScaledUp({ ...upscale, from: { ...upscale.from, widthPx: 3_840, heightPx: 2_160 } })).toBeNull();
  });
});

describe('a clip that is too long', () => {
  const longClipFacts: ProbedVideo = { ...clipFacts, durationMs: 94_000 };
  function renderPendingClip(part = createTimeRange(10_000, 40_000)) {
    const onMove = vi.fn();
    render(
      <PendingClip
        clip={{ kind: 'offered', name: 'clip.mp4', facts: longClipFacts, part, src: 'blob:clip', media }}
        onMove={onMove}
        onConvert={vi.fn()}
        onCancel={vi.fn()}
        onDiscard={vi.fn()}
      />,
    );
    return onMove;
  }

  it('a clip that is too long shows its length, the choice and the planned conversion', () => {
    renderPendingClip();
    expect(screen.getByRole('heading').textContent).toBe(
      'This clip is 1:34 long; lip-sync takes up to 1 minute. Choose the part you want.',
    );
    expect(screen.getByText(/^It will be cut to 0:10–0:40\. Your own file stays as it is\.$/)).toBeTruthy();
  });

  it.each([
    ['From', '{ArrowRight}', 'start', 10_100],
    ['From', '{Shift>}{ArrowLeft}{/Shift}', 'start', 9_000],
    ['To', '{PageUp}', 'end', 45_000],
    ['To', '{End}', 'end', 94_000],
    ['Move the part', '{Home}', 'whole', 0],
    ['Move the part', '{End}', 'whole', 64_000],
  ] as const)('%s is a range input that %s moves', async (name, keys, handle, toMs) => {
    const user = userEvent.setup();
    const onMove = renderPendingClip();
    screen.getByRole('slider', { name }).focus();
    await user.keyboard(keys);
    expect(onMove).toHaveBeenLastCalledWith(handle, toMs);
  });

  it('the range inputs are limited by the file and the minimum length', () => {
    renderPendingClip();
    const bounds = (name: string) => {
      const { min, max, value } = screen.getByRole<HTMLInputElement>('slider', { name });
      return [min, max, value].map(Number);
    };
    expect(bounds('From')).toEqual([0, 91_900, 10_000]);
    expect(bounds('To')).toEqual([2_100, 94_000, 40_000]);
    expect(bounds('Move the part')).toEqual([0, 64_000, 10_000]);
  });
});
