/** The preview's picture: a `<video>` that is told where to be, and that keeps to a clock which is not its own. */

import type { PictureStep } from '@/lib/domain/preview-schedule';
import type { Milliseconds } from '@/lib/domain/time';

/** Nearer than this is the same picture. */
const SAME_PICTURE_MS = 5;
/** `HTMLMediaElement.HAVE_FUTURE_DATA`: there is a next picture to go on to. */
const HAVE_FUTURE_DATA = 3;
const HAVE_METADATA = 1;
/** A decoder that is dragged about rests after each picture for as long as that one took, up to this: the page needs the machine, too. */
const LONGEST_REST_MS = 100;
/** While it is dragged about, the next wish is not further away than this: it is looked for then, and not in a task of its own. */
const NEXT_WISH_MS = 50;

export class PreviewPicture {
  #video: HTMLVideoElement | null = null;
  /** Where to go once the seek under way has arrived: a drag asks for more moments than a decoder can show. */
  #wantedMs: Milliseconds | null = null;
  /** Whether it is being played: a picture that was put somewhere arrives there and stays. */
  #playing = false;
  #soughtAtMs = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #lastWish: ReturnType<typeof setTimeout> | undefined;

  attach(video: HTMLVideoElement | null): void {
    this.#video?.removeEventListener('seeked', this.#arrived);
    this.#video?.removeEventListener('loadedmetadata', this.#arrived);
    this.#video = video;
    this.#wantedMs = null;
    this.#endRest();
    video?.addEventListener('seeked', this.#arrived);
    video?.addEventListener('loadedmetadata', this.#arrived);
  }

  show(atMs: Milliseconds): void {
    const video = this.#video;
    if (!video) return;
    if (this.#rest !== undefined || video.seeking || video.readyState < HAVE_METADATA) {
      this.#wantedMs = atMs;
      return;
    }
    this.#wantedMs = null;
    if (Math.abs(video.currentTime * 1000 - atMs) <= SAME_PICTURE_MS) return;
    this.#soughtAtMs = performance.now();
    video.currentTime = atMs / 1000;
  }

  play(fromMs: Milliseconds): void {
    this.#playing = true;
    this.#endRest();
    this.show(fromMs);
    const video = this.#video;
    if (!video) return;
    video.playbackRate = 1;
    // Refused or cut short by a pause: what is heard goes on without it.
    video.play().catch(() => undefined);
  }

  pause(): void {
    this.#playing = false;
    if (this.#video && !this.#video.paused) this.#video.pause();
    if (this.#video) this.#video.playbackRate = 1;
  }

  /** Once a frame while it plays. */
  follow(clockMs: Milliseconds, keepUp: (driftMs: Milliseconds) => PictureStep): void {
    const video = this.#video;
    if (!video || video.seeking || video.readyState < HAVE_METADATA || video.ended) return;
    if (video.paused && this.#playing) video.play().catch(() => undefined);
    const step = keepUp(video.currentTime * 1000 - clockMs);
    if (step.kind === 'seek') this.show(clockMs);
    else if (video.playbackRate !== step.rate) video.playbackRate = step.rate;
  }

  /** It has nothing to show next, and may get it. */
  isWaiting(): boolean {
    const video = this.#video;
    return video !== null && this.#playing && !video.seeking && !video.ended && video.error === null && isStarved(video);
  }

  /** The picture's own sound, for a clip whose sound is not ours to mix; 0 keeps it muted. */
  setOwnSound(gain: number): void {
    const video = this.#video;
    if (!video) return;
    video.muted = gain === 0;
    video.volume = Math.min(1, gain);
  }

  readonly #arrived = (event: Event): void => {
    if (event.type === 'seeked' && !this.#playing) {
      const tookMs = performance.now() - this.#soughtAtMs;
      this.#endRest();
      this.#rest = setTimeout(this.#rested, Math.min(tookMs, LONGEST_REST_MS));
    } else this.#goOn();
  };

  readonly #rested = (): void => {
    this.#endRest();
    if (this.#wantedMs !== null) this.#lastWish = setTimeout(this.#goOn, NEXT_WISH_MS);
  };

  readonly #goOn = (): void => {
    const wantedMs = this.#wantedMs;
    if (wantedMs !== null) this.show(wantedMs);
  };

  #endRest(): void {
    clearTimeout(this.#rest);
    clearTimeout(this.#lastWish);
    this.#rest = undefined;
  }
}

/** Only what has begun to load can run dry: no source, or one that cannot be read, is not waited for. */
function isStarved(video: HTMLVideoElement): boolean {
  return video.readyState >= HAVE_METADATA && video.readyState < HAVE_FUTURE_DATA && video.networkState === video.NETWORK_LOADING;
}
