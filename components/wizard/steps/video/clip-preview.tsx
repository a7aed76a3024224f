'use client';

import { Film } from 'lucide-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { onIdle } from '@/components/hooks/on-idle';
import { UnmanagedVideo } from '@/components/player/unmanaged-video';
import { useMessages } from '@/lib/i18n/use-messages';
import { videoMessages } from '@/lib/i18n/video';

/** The small picture that a draft is remembered by. */
const POSTER_WIDTH_PX = 112;

interface ClipPreviewProps {
  readonly videoRef: RefObject<HTMLVideoElement | null>;
  readonly src: string | null;
  readonly name: string;
  /** The file itself is elsewhere (a link that does not open here), or not in this browser. */
  readonly isLink: boolean;
  readonly onPress: () => void;
  readonly onPoster: (dataUrl: string) => void;
}

/** The clip, as large as there is room. Muted: what will be heard is the preview's business. */
export function ClipPreview({ videoRef, src, name, isLink, onPress, onPoster }: ClipPreviewProps) {
  'use memo';
  const messages = useMessages(videoMessages);
  const [unplayableSrc, setUnplayableSrc] = useState<string | null>(null);
  /** Width over height as displayed; a guess until the file has told. */
  const [ratio, setRatio] = useState(16 / 9);
  const cancelPosterRef = useRef<(() => void) | null>(null);
  useEffect(() => () => cancelPosterRef.current?.(), []);
  const isUnplayable = src === null || src === unplayableSrc;
  return (
    // A new picture lays out nothing around it.
    <div className="grid h-full min-h-0 w-full place-items-center [contain:size_layout] [container-type:size]">
      <UnmanagedVideo
        videoRef={videoRef}
        src={src}
        label={messages.pictureLabel(name)}
        onPress={onPress}
        onError={() => setUnplayableSrc(src)}
        onLoadedData={(video) => {
          // HEVC and ProRes load without an error as sound alone where the browser has no decoder for them.
          if (video.videoWidth === 0) return setUnplayableSrc(src);
          setRatio(video.videoWidth / video.videoHeight);
          if (!src?.startsWith('blob:')) return;
          cancelPosterRef.current?.();
          const currentSrc = video.currentSrc;
          // Nobody waits for it.
          cancelPosterRef.current = onIdle(() => {
            if (video.currentSrc === currentSrc && video.videoWidth > 0) onPoster(drawPoster(video));
          });
        }}
        // As large as its shape allows, in both directions. Nothing behind it: the box is rounded to pixels otherwise than the picture, and
        // black would be a line at its edge.
        ratio={ratio}
        width={`min(100cqw, calc(100cqh * ${ratio}))`}
        className={`sm:rounded-xl sm:shadow-picture ${isUnplayable ? 'hidden' : 'block'}`}
      />
      {isUnplayable ? (
        <div className="max-w-xs p-6 text-center text-ink-soft">
          <Film aria-hidden className="mx-auto mb-2 size-7 text-ink-faint" />
          <p className="mb-1 font-semibold text-ink wrap-anywhere">{name}</p>
          <p>{isLink ? messages.noPreview : messages.cannotShow}</p>
        </div>
      ) : null}
    </div>
  );
}

function drawPoster(video: HTMLVideoElement): string {
  const canvas = document.createElement('canvas');
  canvas.width = POSTER_WIDTH_PX;
  canvas.height = Math.round((POSTER_WIDTH_PX * video.videoHeight) / video.videoWidth);
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/jpeg', 0.7);
}
