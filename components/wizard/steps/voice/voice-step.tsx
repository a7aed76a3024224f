'use client';

import { AudioLines } from 'lucide-react';
import { useState } from 'react';
import { RecordButton, Recorder } from '@/components/recorder/recorder';
import { Notice } from '@/components/shell/notice';
import { Button } from '@/components/ui/button';
import { FileButton } from '@/components/ui/file-button';
import { ListenButton } from '@/components/ui/listen-button';
import { VOICE_FILE_TYPES } from '@/components/wizard/pending-file/accepted-file-types';
import { preloadMediaWorkerCode } from '@/components/wizard/pending-file/preload-media-worker';
import type { SessionSnapshot } from '@/components/wizard/session/snapshot';
import type { VoiceConversion } from '@/lib/domain/conversion/part-selection';
import type { WizardVoice } from '@/lib/domain/wizard';
import { conversionMessages } from '@/lib/i18n/conversion';
import { useMessages } from '@/lib/i18n/use-messages';
import { voiceMessages } from '@/lib/i18n/voice';

interface VoiceStepProps {
  readonly voice: WizardVoice | undefined;
  readonly src: string | null;
  readonly conversion?: VoiceConversion | null;
  readonly loudness?: SessionSnapshot['voiceLoudness'];
  readonly onAdjustGain?: () => void;
  /** Undoes the gain adjustment. */
  readonly onRestoreOriginal?: () => void;
  readonly onFiles: (files: File[]) => void;
}

/** The voice step: add a voice, listen to it, change it. */
export function VoiceStep({ voice, src, conversion = null, loudness = null, onAdjustGain, onRestoreOriginal, onFiles }: VoiceStepProps) {
  'use memo';
  const messages = useMessages(voiceMessages);
  const conversionText = useMessages(conversionMessages);
  const [isRecording, setIsRecording] = useState(false);
  if (isRecording) {
    const acceptRecording = (file: File) => {
      setIsRecording(false);
      onFiles([file]);
    };
    return <Recorder onUse={acceptRecording} onClose={() => setIsRecording(false)} />;
  }
  const recordButton = <RecordButton onClick={() => setIsRecording(true)} />;
  if (!voice) {
    return (
      <div className="rounded-xl border border-dashed border-line-strong px-4 py-7 text-center">
        <AudioLines aria-hidden className="mx-auto mb-2 size-6 text-accent" />
        <p className="font-semibold text-balance">{messages.dropTitle}</p>
        <p className="mt-1 mb-4 text-balance text-ink-faint">{messages.dropText}</p>
        <div className="flex flex-wrap justify-center gap-2">
          <FileButton accept={VOICE_FILE_TYPES} onFiles={onFiles} onIntent={preloadMediaWorkerCode}>
            {messages.choose}
          </FileButton>
          {recordButton}
        </div>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-3">
      <VoiceCard voice={voice} src={src} />
      {conversion === null ? null : <p className="text-ink-soft">{conversionText.voiceDone(conversion)}</p>}
      {voice.adjusted ? (
        <Button size="small" variant="quiet" className="-ml-2.5 self-start" onClick={onRestoreOriginal}>
          {conversionText.restore}
        </Button>
      ) : null}
      {loudness?.findings.map(({ code }, index) => (
        <Notice key={code} tone="warn" title={conversionText.loudness[code]}>
          {index === 0 && loudness.suggestedGainDb !== 0 ? (
            <Button size="small" className="mt-2" onClick={onAdjustGain}>
              {conversionText.adjust(loudness.suggestedGainDb)}
            </Button>
          ) : null}
        </Notice>
      ))}
      <div className="flex flex-wrap gap-2">
        <FileButton accept={VOICE_FILE_TYPES} onFiles={onFiles} onIntent={preloadMediaWorkerCode}>
          {messages.replace}
        </FileButton>
        {recordButton}
      </div>
    </div>
  );
}

function VoiceCard({ voice, src }: { voice: WizardVoice; src: string | null }) {
  'use memo';
  const messages = useMessages(voiceMessages);
  return (
    <div className="flex items-center gap-3 rounded-xl border border-accent bg-accent-soft p-2 pr-3">
      <ListenButton src={src} label={messages.listen(voice.name)} />
      <div className="min-w-0">
        <p className="truncate font-semibold" title={voice.name}>
          {voice.name}
        </p>
        <p className="tabular text-ink-soft">
          {messages.facts(voice.facts.durationMs, voice.facts.byteSize)} · {messages.kinds[voice.facts.kind]}
        </p>
      </div>
    </div>
  );
}
