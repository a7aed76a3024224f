'use client';

import { Film } from 'lucide-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { onIdle } from '@/components/hooks/on-idle';
import { UnmanagedVideo } from '@/components/player/unmanaged-video';
import { useMessages } from '@/lib/i18n/use-messages';
import { videoMessages } from '@/lib/i18n/video';

/** Width of the poster image of a draft. */
const POSTER_WIDTH_PX = 112;

interface ClipPreviewProps {
  readonly videoRef: RefObject<HTMLVideoElement | null>;
  readonly src: string | null;
  readonly name: string;
  /** The video is a link that does not play here, or its file is not in this browser. */
  readonly isLink: boolean;
  readonly onPress: () => void;
  readonly onPoster: (dataUrl: string) => void;
}

/** The clip as large as the space permits. Muted, because the preview plays the mixed audio. */
export function ClipPreview({ videoRef, src, name, isLink, onPress, onPoster }: ClipPreviewProps) {
  'use memo';
  const messages = useMessages(videoMessages);
  const [unplayableSrc, setUnplayableSrc] = useState<string | null>(null);
  /** Width over height as displayed; a default until the metadata is loaded. */
  const [ratio, setRatio] = useState(16 / 9);
  const cancelPosterRef = useRef<(() => void) | null>(null);
  useEffect(() => () => cancelPosterRef.current?.(), []);
  const isUnplayable = src === null || src === unplayableSrc;
  return (
    // Contained size: a new video causes no layout outside it.
    <div className="grid h-full min-h-0 w-full place-items-center [contain:size_layout] [container-type:size]">
      <UnmanagedVideo
        videoRef={videoRef}
        src={src}
        label={messages.pictureLabel(name)}
        onPress={onPress}
        onError={() => setUnplayableSrc(src)}
        onLoadedData={(video) => {
          // Browsers without a decoder for HEVC or ProRes load only the audio, without an error.
          if (video.videoWidth === 0) return setUnplayableSrc(src);
          setRatio(video.videoWidth / video.videoHeight);
          if (!src?.startsWith('blob:')) return;
          cancelPosterRef.current?.();
          const currentSrc = video.currentSrc;
          // Runs when idle, because nothing waits for the poster.
          cancelPosterRef.current = onIdle(() => {
            if (video.currentSrc === currentSrc && video.videoWidth > 0) onPoster(drawPoster(video));
          });
        }}
        // Fits both dimensions. No background: the box is rounded differently from the video, and black would show as a line at its edge.
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
