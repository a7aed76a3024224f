import { formatShortTime } from '../format';
import type { Texts } from '../language';

/** The result player: comparison, speed, loop and shortcuts. */
export const player = {
  label: 'Result',
  play: 'Play',
  pause: 'Pause',
  seek: 'Position',
  at: (ms: number, durationMs: number) => `${formatShortTime(ms)} of ${formatShortTime(durationMs)}`,
  mute: 'Mute',
  unmute: 'Sound on',
  fullScreen: 'Full screen',
  loading: 'Loading the result',
  waiting: 'Waiting for the pictures',
  brokenTitle: 'The result cannot be played here',
  brokenText:
    'The file may not have arrived whole, or this browser cannot show its kind. The result itself is safe: load it again, or download it.',
  loadAgain: 'Load again',

  loopVoice: 'Loop the voice',
  loopNote: 'Repeats the voice, with a second before and after it.',
  speed: 'Speed',
  /** `1×`, `0.5×`. */
  times: (rate: number) => `${rate}×`,

  before: 'Before',
  after: 'After',
  compare: 'Compare',
  modes: { off: 'Result', wipe: 'Wipe', 'side-by-side': 'Side by side' },
  divider: 'Divider between before and after',
  dividerText: (percent: number) =>
    percent === 0 ? 'All of it after' : percent === 100 ? 'All of it before' : `${percent} percent before, the rest after`,
  /** Why the comparison is unavailable. */
  unshown: 'This browser cannot show the clip from before, so there is nothing to compare with.',

  keys: 'Keys',
  keyGroups: { play: 'Play', look: 'Look' },
  keyActs: {
    play: 'Play or pause',
    'back-second': 'A second back',
    'on-second': 'A second on',
    'back-frame': 'A frame back',
    'on-frame': 'A frame on',
    start: 'To the beginning',
    end: 'To the end',
    compare: 'The next way to compare',
    loop: 'Loop the voice',
    slower: 'Slower',
    faster: 'Faster',
    mute: 'Sound on or off',
    'full-screen': 'Full screen',
    keys: 'This list',
  },
};

export type PlayerMessages = Texts<typeof player>;
