'use client';

import { Film } from 'lucide-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { onIdle } from '@/components/hooks/on-idle';
import { UnmanagedVideo } from '@/components/player/unmanaged-video';
import { useMessages } from '@/lib/i18n/use-messages';
import { videoMessages } from '@/lib/i18n/video';

/** The small picture that a draft is remembered by. */
const POSTER_WIDTH_PX = 112;

interface PictureProps {
  readonly videoRef: RefObject<HTMLVideoElement | null>;
  readonly src: string | null;
  readonly name: string;
  /** The file itself is elsewhere (a link that does not open here), or not in this browser. */
  readonly isLink: boolean;
  readonly onPress: () => void;
  readonly onPoster: (dataUrl: string) => void;
}

/** The clip, as large as there is room. Muted: what will be heard is the preview's business. */
export function Picture({ videoRef, src, name, isLink, onPress, onPoster }: PictureProps) {
  'use memo';
  const words = useMessages(videoMessages);
  const [blindSrc, setBlindSrc] = useState<string | null>(null);
  /** Width over height as displayed; a guess until the file has told. */
  const [ratio, setRatio] = useState(16 / 9);
  const callOff = useRef<(() => void) | null>(null);
  useEffect(() => () => callOff.current?.(), []);
  const isBlind = src === null || src === blindSrc;
  return (
    // A new picture lays out nothing around it.
    <div className="grid h-full min-h-0 w-full place-items-center [contain:size_layout] [container-type:size]">
      <UnmanagedVideo
        videoRef={videoRef}
        src={src}
        label={words.pictureLabel(name)}
        onPress={onPress}
        onError={() => setBlindSrc(src)}
        onLoadedData={(video) => {
          // HEVC and ProRes load without an error as sound alone where the browser has no decoder for them.
          if (video.videoWidth === 0) return setBlindSrc(src);
          setRatio(video.videoWidth / video.videoHeight);
          if (!src?.startsWith('blob:')) return;
          callOff.current?.();
          const shown = video.currentSrc;
          // Nobody waits for it.
          callOff.current = onIdle(() => {
            if (video.currentSrc === shown && video.videoWidth > 0) onPoster(posterOf(video));
          });
        }}
        // As large as its shape allows, in both directions. Nothing behind it: the box is rounded to pixels otherwise than the picture, and
        // black would be a line at its edge.
        ratio={ratio}
        width={`min(100cqw, calc(100cqh * ${ratio}))`}
        className={`sm:rounded-xl sm:shadow-picture ${isBlind ? 'hidden' : 'block'}`}
      />
      {isBlind ? (
        <div className="max-w-xs p-6 text-center text-ink-soft">
          <Film aria-hidden className="mx-auto mb-2 size-7 text-ink-faint" />
          <p className="mb-1 font-semibold text-ink wrap-anywhere">{name}</p>
          <p>{isLink ? words.noPreview : words.cannotShow}</p>
        </div>
      ) : null}
    </div>
  );
}

function posterOf(video: HTMLVideoElement): string {
  const canvas = document.createElement('canvas');
  canvas.width = POSTER_WIDTH_PX;
  canvas.height = Math.round((POSTER_WIDTH_PX * video.videoHeight) / video.videoWidth);
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/jpeg', 0.7);
}
