'use client';

import { AudioLines } from 'lucide-react';
import { FileButton } from '@/components/ui/file-button';
import { ListenButton } from '@/components/ui/listen-button';
import type { WizardVoice } from '@/lib/domain/wizard';
import { useWords } from '@/lib/i18n/use-words';
import { voiceWords } from '@/lib/i18n/voice';
import { VOICE_ACCEPT } from './accepted-files';

interface VoiceStepProps {
  readonly voice: WizardVoice | undefined;
  readonly src: string | null;
  readonly onFiles: (files: File[]) => void;
}

/** The voice's own step: drop one, hear it, change it. */
export function VoiceStep({ voice, src, onFiles }: VoiceStepProps) {
  const words = useWords(voiceWords);
  if (!voice) {
    return (
      <div className="rounded-xl border border-dashed border-line-strong px-4 py-7 text-center">
        <AudioLines aria-hidden className="mx-auto mb-2 size-6 text-accent" />
        <p className="font-semibold text-balance">{words.dropTitle}</p>
        <p className="mt-1 mb-4 text-balance text-ink-faint">{words.dropText}</p>
        <FileButton accept={VOICE_ACCEPT} onFiles={onFiles}>
          {words.choose}
        </FileButton>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-3">
      <VoiceCard voice={voice} src={src} />
      <FileButton accept={VOICE_ACCEPT} onFiles={onFiles} className="self-start">
        {words.replace}
      </FileButton>
    </div>
  );
}

function VoiceCard({ voice, src }: { voice: WizardVoice; src: string | null }) {
  const words = useWords(voiceWords);
  return (
    <div className="flex items-center gap-3 rounded-xl border border-accent bg-accent-soft p-2 pr-3">
      <ListenButton src={src} label={words.listen(voice.name)} />
      <div className="min-w-0">
        <p className="truncate font-semibold" title={voice.name}>
          {voice.name}
        </p>
        <p className="tabular text-ink-soft">
          {words.facts(voice.facts.durationMs, voice.facts.byteSize)} · {words.kinds[voice.facts.kind]}
        </p>
      </div>
    </div>
  );
}
