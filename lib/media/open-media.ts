/**
 * One file (or link) as the page looks at it: what it is, its small pictures, how loud it is. Everything that was drawn is kept for as long as
 * the file is open, and freed with it.
 */

import type { ClipFacts } from '@/lib/domain/video-treatment';
import type { SoundFacts } from '@/lib/domain/voice-treatment';
import type { Ask, Tasks } from './doctor-tasks';
import type { Examined } from './examine';
import { canMapWhole, mapWholeSound } from './map-whole-sound';
import type { DrawnThumbnail, ThumbnailWish } from './read-thumbnails';
import { seekThumbnails } from './seek-thumbnails';
import type { SoundMap } from './sound-map';
import { StripCache } from './strip-cache';
import { ask, startWorker, WorkerLostError } from './workers';

/** No sound file takes longer to say what it is; one that does is built to. */
const EXAMINE_LIMIT_MS = 20_000;

/** What can be drawn of a clip. */
export interface Filmed {
  /**
   * Small pictures, one by one, coarse first; those already drawn come at once. They belong to this clip's cache: who wants one for longer than
   * the call draws it. Answers how many there are; none of a clip that this browser cannot show.
   */
  thumbnails(wish: ThumbnailWish, onDrawn: (thumbnail: DrawnThumbnail) => void, signal?: AbortSignal): Promise<number>;
}

/** What can be drawn of a sound. */
export interface Heard {
  /** `null`: no sound that can be decoded here. Decoded once, then remembered. */
  soundMap(onShare?: (share: number) => void): Promise<SoundMap | null>;
}

export interface OpenMedia extends Filmed, Heard {
  examineVideo(): Promise<Examined<ClipFacts>>;
  examineVoice(): Promise<Examined<SoundFacts>>;
  /** When its key pictures stand, in milliseconds; asked once, then remembered. */
  keyframes(): Promise<readonly number[]>;
  /** Frees all that was drawn and ends its worker; whatever is still asked never answers, and what is asked later finds nothing. */
  close(): void;
}

/** Opens a file for looking at it. One worker serves it until `close`. */
export function openMedia(file: Blob): OpenMedia {
  let worker: Worker | null = null;
  let closed = false;
  const strips = new StripCache();
  let voice: Promise<Examined<SoundFacts>> | null = null;
  let keyframes: Promise<readonly number[]> | null = null;
  let soundMap: Promise<SoundMap | null> | null = null;
  const started = () => {
    worker ??= startWorker();
    return worker;
  };
  const restart = () => {
    worker?.terminate();
    worker = null;
  };

  async function examine<Name extends 'examine-video' | 'examine-voice'>(
    question: Extract<Ask, { task: Name }>,
    stuck: Tasks[Name]['answer'],
    unreadable: Tasks[Name]['answer'],
  ): Promise<Tasks[Name]['answer']> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLate = new Promise<Tasks[Name]['answer']>((resolve) => {
      timer = setTimeout(() => {
        restart();
        resolve(stuck);
      }, EXAMINE_LIMIT_MS);
    });
    try {
      return await Promise.race([ask<Name>(started(), question), tooLate]);
    } catch (thrown) {
      restart();
      if (thrown instanceof WorkerLostError) return unreadable;
      throw thrown;
    } finally {
      clearTimeout(timer);
    }
  }

  async function draw(wish: ThumbnailWish, known: readonly number[], told: (thumbnail: DrawnThumbnail) => void, signal: AbortSignal) {
    // A worker that is lost has drawn what it could.
    const drawn = await ask<'thumbnails'>(started(), { task: 'thumbnails', ask: { ...wish, known }, file }, told, signal).catch(() => 0);
    if (drawn > 0 || known.length > 0 || signal.aborted || closed) return;
    // The engine decodes through WebCodecs, which not every browser has that shows videos.
    const src = URL.createObjectURL(file);
    await seekThumbnails(src, wish, told, signal).finally(() => URL.revokeObjectURL(src));
  }

  async function hear(onShare: ((share: number) => void) | undefined): Promise<SoundMap | null> {
    const examined = await voice?.catch(() => null);
    if (examined?.kind === 'measured' && canMapWhole(file, examined.facts)) {
      const whole = await mapWholeSound(file, examined.facts);
      if (whole !== null || closed) return whole;
    }
    const told = (share: number) => onShare?.(share);
    const map = await ask<'sound-map'>(started(), { task: 'sound-map', ask: null, file }, told).catch(() => null);
    return map ?? (closed ? null : mapWholeSound(file));
  }

  const stuck = { kind: 'fault', fault: 'stuck' } as const;
  const unreadable = { kind: 'fault', fault: 'unreadable' } as const;
  return {
    examineVideo: () => examine<'examine-video'>({ task: 'examine-video', ask: null, file }, stuck, unreadable),
    examineVoice: () => {
      voice = examine<'examine-voice'>({ task: 'examine-voice', ask: null, file }, stuck, unreadable);
      return voice;
    },
    keyframes: () => {
      keyframes ??= closed ? Promise.resolve([]) : ask<'keyframes'>(started(), { task: 'keyframes', ask: null, file });
      return keyframes;
    },
    thumbnails: (wish, onDrawn, signal) => strips.show(wish, draw, onDrawn, signal),
    soundMap: (onShare) => {
      soundMap ??= closed ? Promise.resolve(null) : hear(onShare);
      return soundMap;
    },
    close: () => {
      closed = true;
      restart();
      strips.close();
    },
  };
}

export interface OpenLink extends Filmed {
  close(): void;
}

/** A clip that is no file: its pictures come through the browser's own player, where the other site lets it play. */
export function openLink(url: string): OpenLink {
  const strips = new StripCache();
  return {
    thumbnails: (wish, onDrawn, signal) =>
      strips.show(wish, (asked, _known, told, given) => seekThumbnails(url, asked, told, given), onDrawn, signal),
    close: () => strips.close(),
  };
}
