'use client';

import { Film } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { FileButton } from '@/components/ui/file-button';
import { preloadMediaWorkerCode } from '@/components/wizard/pending-file/preload-media-worker';
import type { VideoConversion } from '@/lib/domain/conversion/part-selection';
import { diagnoseVideo } from '@/lib/domain/video';
import type { WizardVideo } from '@/lib/domain/wizard';
import { conversionMessages } from '@/lib/i18n/conversion';
import { useMessages } from '@/lib/i18n/use-messages';
import { videoMessages } from '@/lib/i18n/video';
import { CLIP_ACCEPT } from './accepted-files';
import { LinkForm } from './link-form';
import { Notice } from './notice';

interface VideoStepProps {
  readonly practice: boolean;
  readonly video: WizardVideo | undefined;
  /** A clip is being looked at: for the first one, nothing else is asked for meanwhile. */
  readonly isReading?: boolean;
  /** A link that was asked for or pasted on the first screen; `null` shows no field. */
  readonly initialLink: string | null;
  readonly kept: boolean | null;
  /** What was done to the clip so that it fits. */
  readonly healing?: VideoConversion | null;
  readonly onFiles: (files: File[]) => void;
  readonly onLink: (url: string) => void;
}

/** The clip's own step: what it is, and other ways to bring one. */
export function VideoStep({ practice, video, isReading = false, initialLink, kept, healing = null, onFiles, onLink }: VideoStepProps) {
  'use memo';
  const words = useMessages(videoMessages);
  const [link, setLink] = useState(initialLink);
  return (
    <div className="flex flex-col gap-4">
      {video ? <ClipCard video={video} healing={healing} /> : null}
      {video && kept === false ? <p className="text-ink-faint">{words.notKept}</p> : null}
      {link !== null ? (
        <LinkForm
          practice={practice}
          initialText={link}
          onCancel={() => setLink(null)}
          onLink={(url) => {
            setLink(null);
            onLink(url);
          }}
        />
      ) : isReading && !video ? null : (
        <div className="flex flex-wrap gap-2">
          {/* Without a clip, the picture's place asks for one. */}
          {video ? (
            <FileButton accept={CLIP_ACCEPT} onFiles={onFiles} onIntent={preloadMediaWorkerCode}>
              {words.replace}
            </FileButton>
          ) : null}
          <Button onClick={() => setLink('')}>{words.pasteLink}</Button>
        </div>
      )}
    </div>
  );
}

function ClipCard({ video, healing }: { video: WizardVideo; healing: VideoConversion | null }) {
  'use memo';
  const words = useMessages(videoMessages);
  const doctor = useMessages(conversionMessages);
  const softened = healing === null ? null : doctor.clipScaledUp(healing);
  const { facts } = video;
  const warnings = facts ? diagnoseVideo(facts).filter(({ severity }) => severity === 'warning') : [];
  return (
    <>
      <div className="flex items-start gap-2.5">
        <Film aria-hidden className="mt-px size-4.5 shrink-0 text-ink-faint" />
        <div className="min-w-0">
          <p className="font-semibold wrap-anywhere">{video.name}</p>
          <p className="tabular text-ink-soft">
            {facts ? words.facts(facts.durationMs, facts.byteSize, facts.widthPx, facts.heightPx) : words.linkFacts}
          </p>
          {facts && !facts.hasSound ? <p className="text-ink-faint">{words.silent}</p> : null}
        </div>
      </div>
      {healing === null ? null : <p className="text-ink-soft">{doctor.clipDone(healing)}</p>}
      {softened === null ? null : <Notice tone="warn" title={softened} />}
      {warnings.map((warning) => {
        const { what, todo } = words.finding(warning);
        return (
          <Notice key={warning.code} tone="warn" title={what}>
            <p>{todo}</p>
          </Notice>
        );
      })}
    </>
  );
}
