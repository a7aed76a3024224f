/** Notifies the editor that a job is finished, by a browser notification and a chime. */

/** `default`: not requested yet. `unavailable`: not supported in this browser or context. */
export type NotificationPermissionState = 'granted' | 'denied' | 'default' | 'unavailable';

export interface CompletionNotifications {
  permission(): NotificationPermissionState;
  /** Must be called from a user gesture, because browsers show a prompt. */
  requestPermission(): Promise<NotificationPermissionState>;
  /** `onClick` runs after the tab was focused. */
  notify(title: string, body: string, onClick?: () => void): void;
  /** Plays two soft notes. The first call must come from a user gesture (autoplay policy); without one it is silent. */
  chime(): void;
}

/** Two notes a fourth apart, quieter than speech. */
const CHIME_FREQUENCIES_HZ = [523.25, 698.46] as const;
const TONE_GAP_SECONDS = 0.16;
const TONE_SECONDS = 0.9;
const CHIME_GAIN = 0.07;
const ATTACK_SECONDS = 0.02;
const SILENCE = 0.0001;

let audioContext: AudioContext | null = null;

export const browserNotifications: CompletionNotifications = {
  permission: () => (typeof Notification === 'undefined' ? 'unavailable' : Notification.permission),

  async requestPermission() {
    if (typeof Notification === 'undefined') return 'unavailable';
    try {
      return await Notification.requestPermission();
    } catch {
      return Notification.permission;
    }
  },

  notify(title, body, onClick) {
    if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
    try {
      const notification = new Notification(title, { body, icon: '/icon.svg', tag: title });
      notification.onclick = () => {
        window.focus();
        notification.close();
        onClick?.();
      };
    } catch {
      // Mobile browsers only allow notifications from a service worker.
    }
  },

  chime() {
    if (typeof AudioContext === 'undefined') return;
    audioContext ??= new AudioContext();
    const context = audioContext;
    void context
      .resume()
      .then(() => {
        for (const [index, hz] of CHIME_FREQUENCIES_HZ.entries()) playTone(context, hz, context.currentTime + index * TONE_GAP_SECONDS);
      })
      .catch(() => undefined);
  },
};

function playTone(context: AudioContext, hz: number, atSeconds: number): void {
  const oscillator = context.createOscillator();
  const gainNode = context.createGain();
  oscillator.frequency.value = hz;
  gainNode.gain.setValueAtTime(SILENCE, atSeconds);
  gainNode.gain.exponentialRampToValueAtTime(CHIME_GAIN, atSeconds + ATTACK_SECONDS);
  gainNode.gain.exponentialRampToValueAtTime(SILENCE, atSeconds + TONE_SECONDS);
  oscillator.connect(gainNode).connect(context.destination);
  oscillator.start(atSeconds);
  oscillator.stop(atSeconds + TONE_SECONDS);
}
