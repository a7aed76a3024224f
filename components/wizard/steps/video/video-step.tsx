'use client';

import { Film } from 'lucide-react';
import { useState } from 'react';
import { Notice } from '@/components/shell/notice';
import { Button } from '@/components/ui/button';
import { FileButton } from '@/components/ui/file-button';
import { CLIP_FILE_TYPES } from '@/components/wizard/pending-file/accepted-file-types';
import { preloadMediaWorkerCode } from '@/components/wizard/pending-file/preload-media-worker';
import type { VideoConversion } from '@/lib/domain/conversion/part-selection';
import { checkVideoLimits } from '@/lib/domain/video';
import type { WizardVideo } from '@/lib/domain/wizard';
import { conversionMessages } from '@/lib/i18n/conversion';
import { useMessages } from '@/lib/i18n/use-messages';
import { videoMessages } from '@/lib/i18n/video';
import { LinkForm } from './link-form';

interface VideoStepProps {
  readonly practice: boolean;
  readonly video: WizardVideo | undefined;
  /** A clip is being read; for the first clip, the other options are hidden until then. */
  readonly isReading?: boolean;
  /** A link that was requested or pasted on the landing; `null` hides the field. */
  readonly initialLink: string | null;
  readonly isSavedLocally: boolean | null;
  readonly conversion?: VideoConversion | null;
  readonly onFiles: (files: File[]) => void;
  readonly onLink: (url: string) => void;
}

/** The clip step: the clip's details, and other ways to add one. */
export function VideoStep({
  practice,
  video,
  isReading = false,
  initialLink,
  isSavedLocally,
  conversion = null,
  onFiles,
  onLink,
}: VideoStepProps) {
  'use memo';
  const messages = useMessages(videoMessages);
  const [linkText, setLinkText] = useState(initialLink);
  return (
    <div className="flex flex-col gap-4">
      {video ? <ClipCard video={video} conversion={conversion} /> : null}
      {video && isSavedLocally === false ? <p className="text-ink-faint">{messages.notKept}</p> : null}
      {linkText !== null ? (
        <LinkForm
          practice={practice}
          initialText={linkText}
          onCancel={() => setLinkText(null)}
          onLink={(url) => {
            setLinkText(null);
            onLink(url);
          }}
        />
      ) : isReading && !video ? null : (
        <div className="flex flex-wrap gap-2">
          {/* Without a clip, the preview area shows the drop zone. */}
          {video ? (
            <FileButton accept={CLIP_FILE_TYPES} onFiles={onFiles} onIntent={preloadMediaWorkerCode}>
              {messages.replace}
            </FileButton>
          ) : null}
          <Button onClick={() => setLinkText('')}>{messages.pasteLink}</Button>
        </div>
      )}
    </div>
  );
}

function ClipCard({ video, conversion }: { video: WizardVideo; conversion: VideoConversion | null }) {
  'use memo';
  const messages = useMessages(videoMessages);
  const conversionText = useMessages(conversionMessages);
  const upscaleNote = conversion === null ? null : conversionText.clipScaledUp(conversion);
  const { facts } = video;
  const warnings = facts ? checkVideoLimits(facts).filter(({ severity }) => severity === 'warning') : [];
  return (
    <>
      <div className="flex items-start gap-2.5">
        <Film aria-hidden className="mt-px size-4.5 shrink-0 text-ink-faint" />
        <div className="min-w-0">
          <p className="font-semibold wrap-anywhere">{video.name}</p>
          <p className="tabular text-ink-soft">
            {facts ? messages.facts(facts.durationMs, facts.byteSize, facts.widthPx, facts.heightPx) : messages.linkFacts}
          </p>
          {facts && !facts.hasSound ? <p className="text-ink-faint">{messages.silent}</p> : null}
        </div>
      </div>
      {conversion === null ? null : <p className="text-ink-soft">{conversionText.clipDone(conversion)}</p>}
      {upscaleNote === null ? null : <Notice tone="warn" title={upscaleNote} />}
      {warnings.map((warning) => {
        const { what, todo } = messages.finding(warning);
        return (
          <Notice key={warning.code} tone="warn" title={what}>
            <p>{todo}</p>
          </Notice>
        );
      })}
    </>
  );
}
