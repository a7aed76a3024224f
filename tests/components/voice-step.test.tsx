import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { VoiceStep } from '@/components/wizard/voice-step';
import type { LoudnessVerdict } from '@/lib/domain/conversion/loudness';
import type { WizardVoice } from '@/lib/domain/wizard';

const facts = { kind: 'mp3', byteSize: 86_000, durationMs: 5_000 } as const;
const voice: WizardVoice = { name: 'voice.mp3', fileKey: 'voice-1', facts };
const louder: WizardVoice = { ...voice, fileKey: 'voice-2', adjusted: { gainDb: 16, original: { fileKey: 'voice-1', facts } } };

function show(sound: LoudnessVerdict | null, shown = voice) {
  const onAdjust = vi.fn();
  const onRestore = vi.fn();
  render(<VoiceStep voice={shown} src={null} sound={sound} onAdjust={onAdjust} onRestore={onRestore} onFiles={() => undefined} />);
  return { onAdjust, onRestore };
}

describe('how a voice sounds', () => {
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
  ])('is said when it is %s, with one press that helps', async (_name, verdict, said, press) => {
    const { onAdjust } = show(verdict);
    expect(screen.getByText(said)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: press }));
    expect(onAdjust).toHaveBeenCalledOnce();
  });

  it('has one press, whatever is found, and none where none would help', () => {
    show({
      findings: [
        { code: 'voice-quiet', severity: 'warning', speechDb: -42 },
        { code: 'voice-clipped', severity: 'warning', clippedShare: 0.1 },
      ],
      suggestedGainDb: 9,
    });
    expect(screen.getAllByRole('button', { name: /Make it/ })).toHaveLength(1);
  });

  it('has no press for silence', () => {
    show({ findings: [{ code: 'voice-silent', severity: 'warning' }], suggestedGainDb: 0 });
    expect(screen.getByText(/Almost nothing can be heard/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Make it/ })).toBeNull();
  });

  it('can be taken back once it was changed, and only then', async () => {
    const { onRestore } = show(null, louder);
    await userEvent.click(screen.getByRole('button', { name: 'Back to how it was recorded' }));
    expect(onRestore).toHaveBeenCalledOnce();
  });

  it('has nothing to take back of a voice as it was brought', () => {
    show(null);
    expect(screen.queryByRole('button', { name: /Back to/ })).toBeNull();
  });
});
