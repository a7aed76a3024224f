import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { VoiceStep } from '@/components/wizard/steps/voice/voice-step';
import type { LoudnessVerdict } from '@/lib/domain/conversion/loudness';
import type { WizardVoice } from '@/lib/domain/wizard';

const facts = { kind: 'mp3', byteSize: 86_000, durationMs: 5_000 } as const;
const voice: WizardVoice = { name: 'voice.mp3', fileKey: 'voice-1', facts };
const adjustedVoice: WizardVoice = { ...voice, fileKey: 'voice-2', adjusted: { gainDb: 16, original: { fileKey: 'voice-1', facts } } };

function renderStep(loudness: LoudnessVerdict | null, shown = voice) {
  const onAdjustGain = vi.fn();
  const onRestoreOriginal = vi.fn();
  render(
    <VoiceStep
      voice={shown}
      src={null}
      loudness={loudness}
      onAdjustGain={onAdjustGain}
      onRestoreOriginal={onRestoreOriginal}
      onFiles={() => undefined}
    />,
  );
  return { onAdjust: onAdjustGain, onRestore: onRestoreOriginal };
}

describe('voice loudness', () => {
  it.each<[string, LoudnessVerdict, RegExp, string]>([
    [
      'very quiet',
      { findings: [{ code: 'voice-quiet', severity: 'warning', speechDb: -42 }], suggestedGainDb: 16.2 },
      /very quiet/,
      'Make it louder (+16 dB)',
    ],
    [
      'nearly silent',
      { findings: [{ code: 'voice-silent', severity: 'warning' }], suggestedGainDb: 40 },
      /Almost nothing can be heard/,
      'Make it louder (+40 dB)',
    ],
    [
      'cut off at the top',
      { findings: [{ code: 'voice-clipped', severity: 'warning', clippedShare: 0.1 }], suggestedGainDb: -3 },
      /too loud in places/,
      'Make it softer (−3 dB)',
    ],
  ])('a voice that is %s is reported with one adjustment', async (_name, verdict, texts, press) => {
    const { onAdjust: onAdjustGain } = renderStep(verdict);
    expect(screen.getByText(texts)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: press }));
    expect(onAdjustGain).toHaveBeenCalledOnce();
  });

  it('a loudness finding offers one adjustment only where it would help', () => {
    renderStep({
      findings: [
        { code: 'voice-quiet', severity: 'warning', speechDb: -42 },
        { code: 'voice-clipped', severity: 'warning', clippedShare: 0.1 },
      ],
      suggestedGainDb: 9,
    });
    expect(screen.getAllByRole('button', { name: /Make it/ })).toHaveLength(1);
  });

  it('a silent voice offers no adjustment', () => {
    renderStep({ findings: [{ code: 'voice-silent', severity: 'warning' }], suggestedGainDb: 0 });
    expect(screen.getByText(/Almost nothing can be heard/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Make it/ })).toBeNull();
  });

  it('a gain adjustment can be undone only after it was made', async () => {
    const { onRestore: onRestoreOriginal } = renderStep(null, adjustedVoice);
    await userEvent.click(screen.getByRole('button', { name: 'Back to how it was recorded' }));
    expect(onRestoreOriginal).toHaveBeenCalledOnce();
  });

  it('an unchanged voice has nothing to undo', () => {
    renderStep(null);
    expect(screen.queryByRole('button', { name: /Back to/ })).toBeNull();
  });
});
