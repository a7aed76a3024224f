/** How a page tells that a job is done to somebody who looks elsewhere: the browser's own notification, and a gentle sound. */

/** `default`: nobody was asked yet. `unavailable`: this browser shows none to pages like this one. */
export type NoticePermission = 'granted' | 'denied' | 'default' | 'unavailable';

export interface DoneSignals {
  permission(): NoticePermission;
  /** Only ever called by a press: browsers ask the person. */
  ask(): Promise<NoticePermission>;
  /** `onSubmit` after the tab has been brought to the front. */
  notify(title: string, body: string, onPress?: () => void): void;
  /** Two soft notes. Called by a press first, as browsers want it; later by itself. Silent where it is not let. */
  chime(): void;
}

/** One after the other, a fourth apart, and quieter than speech. */
const NOTES_HZ = [523.25, 698.46] as const;
const NOTE_GAP_SECONDS = 0.16;
const NOTE_SECONDS = 0.9;
const LOUDNESS = 0.07;
const ATTACK_SECONDS = 0.02;
const SILENCE = 0.0001;

let audio: AudioContext | null = null;

export const browserSignals: DoneSignals = {
  permission: () => (typeof Notification === 'undefined' ? 'unavailable' : Notification.permission),

  async ask() {
    if (typeof Notification === 'undefined') return 'unavailable';
    try {
      return await Notification.requestPermission();
    } catch {
      return Notification.permission;
    }
  },

  notify(title, body, onPress) {
    if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
    try {
      const shown = new Notification(title, { body, icon: '/icon.svg', tag: title });
      shown.onclick = () => {
        window.focus();
        shown.close();
        onPress?.();
      };
    } catch {
      // Phones show notifications of service workers alone.
    }
  },

  chime() {
    if (typeof AudioContext === 'undefined') return;
    audio ??= new AudioContext();
    const context = audio;
    void context
      .resume()
      .then(() => {
        for (const [index, hz] of NOTES_HZ.entries()) playNote(context, hz, context.currentTime + index * NOTE_GAP_SECONDS);
      })
      .catch(() => undefined);
  },
};

function playNote(context: AudioContext, hz: number, atSeconds: number): void {
  const tone = context.createOscillator();
  const loudness = context.createGain();
  tone.frequency.value = hz;
  loudness.gain.setValueAtTime(SILENCE, atSeconds);
  loudness.gain.exponentialRampToValueAtTime(LOUDNESS, atSeconds + ATTACK_SECONDS);
  loudness.gain.exponentialRampToValueAtTime(SILENCE, atSeconds + NOTE_SECONDS);
  tone.connect(loudness).connect(context.destination);
  tone.start(atSeconds);
  tone.stop(atSeconds + NOTE_SECONDS);
}
