import { useEffect, useRef, useState } from 'react';
import { useLocalStorage } from '@/components/hooks/use-local-storage';
import { browserNotifications, type CompletionNotifications, type NotificationPermissionState } from '@/lib/client/notifications';
import type { JobResponse } from '@/lib/contracts/job';
import { isTerminal } from '@/lib/domain/job';
import { resultMessages } from '@/lib/i18n/result';
import { useMessages } from '@/lib/i18n/use-messages';
import { calledOf } from './download-name';

/** How this browser's editor wants to hear of the end of a job. */
export interface Told {
  readonly permission: NotificationPermissionState;
  /** A notification comes. */
  readonly byNotice: boolean;
  readonly bySound: boolean;
  /** Asks the browser, where it has not been asked; only ever by a press. */
  readonly onNotice: (wanted: boolean) => void;
  readonly onSound: (wanted: boolean) => void;
}

/** The wishes, remembered by this browser. */
export function useTold(signals: CompletionNotifications = browserNotifications): Told {
  const [permission, setPermission] = useState<NotificationPermissionState>(() => signals.permission());
  const [wantsNotice, setWantsNotice] = useLocalStorage('tell-when-done', false);
  const [bySound, setBySound] = useLocalStorage('sound-when-done', false);
  return {
    permission,
    byNotice: wantsNotice && permission === 'granted',
    bySound,
    onNotice: (wanted) => {
      setWantsNotice(wanted);
      if (wanted) void signals.requestPermission().then(setPermission);
    },
    onSound: (wanted) => {
      setBySound(wanted);
      // Heard once, so that one knows what to listen for; and a press is what browsers ask for before anything sounds.
      if (wanted) signals.chime();
    },
  };
}

/** Tells of a job's end that this page has seen come, to somebody who is looking elsewhere. */
export function useTelling(job: JobResponse | undefined, told: Told, signals: CompletionNotifications = browserNotifications): void {
  const words = useMessages(resultMessages);
  const running = useRef<string | null>(null);
  const { byNotice, bySound } = told;
  useEffect(() => {
    if (!job) return;
    if (!isTerminal(job.status)) {
      running.current = job.jobId;
      return;
    }
    if (running.current !== job.jobId) return;
    running.current = null;
    const name = calledOf(job) ?? words.untitled;
    if (bySound) signals.chime();
    const looksElsewhere = document.visibilityState === 'hidden' || !document.hasFocus();
    if (byNotice && looksElsewhere) {
      const isDone = job.status === 'succeeded';
      signals.notify(isDone ? words.noticeDone(name) : words.noticeFailed(name), isDone ? words.noticeDoneText : words.noticeFailedText);
    }
  }, [job, byNotice, bySound, signals, words]);
}
