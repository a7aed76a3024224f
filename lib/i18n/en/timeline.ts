import { formatTimeShort } from '../../domain/time';
import type { Texts } from '../language';
import { percent, seconds } from './format';

/** The timeline: playback, undo, zoom and shortcuts. */
export const timeline = {
  undo: 'Undo',
  redo: 'Redo',
  loop: 'Loop',
  loopNote: 'Repeats the voice, with a second before and after it.',
  snapOn: 'Snap on',
  snapOff: 'Snap off',
  snapNote: 'Edges stop at what matters: the face’s time, the clip’s ends, the playhead. Hold Shift to move freely.',
  zoomIn: 'Closer',
  zoomOut: 'Further away',
  zoom: 'Zoom',
  zoomPercent: percent,
  zoomText: (percent: number) => (percent === 100 ? 'The whole clip' : `${percent} percent of the whole clip’s size`),
  fitView: 'Whole clip',
  /** Accessible name: the visible text and the action. */
  fitViewFrom: (size: number) => `${percent(size)}, Whole clip`,
  scroll: 'Part of the clip on show',
  scrollText: (startMs: number, endMs: number) => `${formatTimeShort(startMs)} to ${formatTimeShort(endMs)}`,
  keys: 'Keys',

  /** Shown beside Play while the preview differs from the result. */
  remarks: {
    'voice-unheard': 'This browser cannot play the recording, so the preview is without it. Lip-sync can still use it.',
    'own-sound': 'The old sound comes straight from the clip here, so it is never louder than recorded.',
    'no-audio': 'This browser lets nothing sound. The picture plays without sound.',
  },
  playsFromStart: 'The voice is placed as soon as a face is chosen. Until then, Play starts it with the clip.',
  noPlace: 'The voice fits nowhere here. The line below says why.',
  outsideClip: 'outside the clip',
  outsideClipFace: (name: string) => `${name}, outside the clip`,

  person: {
    heading: 'Who is this?',
    name: 'Name',
    nameHint: 'Only for you, in this browser.',
    samePerson: 'Same person',
    samePersonText: 'Someone who was out of sight for more than a second counts as another face. Say which are this person:',
    face: (name: string, startMs: number, endMs: number) => `${name}, ${formatTimeShort(startMs)} – ${formatTimeShort(endMs)}`,
    tooShort: (name: string, windowMs: number) => `${name}, on screen for ${seconds(windowMs)}`,
    samePersonAs: (face: string) => `Same person: ${face}`,
  },

  keySheet: {
    title: 'Keys',
    close: 'Close',
    note: 'They work anywhere but in a text field. A slider, a list or a button that has the focus keeps its own.',
    singleKeys: 'Single keys',
    singleKeysOn: 'Letters and signs work by themselves.',
    singleKeysOff: 'Letters and signs do nothing. Arrows, Space and keys with Ctrl still work.',
    or: 'or',
    groups: { play: 'Play', place: 'Place the voice', look: 'Look' },
    acts: {
      play: 'Play or pause',
      'back-second': 'A second back',
      'on-second': 'A second on',
      'back-frame': 'A frame back',
      'on-frame': 'A frame on',
      start: 'To the beginning',
      end: 'To the end',
      'trim-in': 'Cut the start to the playhead',
      'trim-out': 'Cut the end to the playhead',
      'nudge-back-frame': 'Voice a frame earlier',
      'nudge-on-frame': 'Voice a frame later',
      'nudge-back-second': 'Voice a second earlier',
      'nudge-on-second': 'Voice a second later',
      undo: 'Undo',
      redo: 'Redo',
      'zoom-in': 'Closer',
      'zoom-out': 'Further away',
      'fit-view': 'The whole clip',
      snapping: 'Snap on or off',
      keys: 'This list',
    },
    /** Names of keys without a printable character. */
    names: {
      Space: 'Space',
      Ctrl: 'Ctrl',
      Cmd: '⌘',
      Alt: 'Alt',
      Option: '⌥',
      Shift: 'Shift',
      Left: '←',
      Right: '→',
      Home: 'Home',
      End: 'End',
    },
    wheel: 'Ctrl and the wheel, or two fingers, zoom as well. Shift while dragging lets go of what it snaps to; Esc takes the drag back.',
  },
};

export type TimelineMessages = Texts<typeof timeline>;
