import { useEffect, useRef, useState } from 'react';
import { useLocalStorage } from '@/components/hooks/use-local-storage';
import { getJobName } from '@/components/shell/job-name';
import { browserNotifications, type CompletionNotifications, type NotificationPermissionState } from '@/lib/client/notifications';
import type { JobResponse } from '@/lib/contracts/job';
import { isTerminal } from '@/lib/domain/job';
import { resultMessages } from '@/lib/i18n/result';
import { useMessages } from '@/lib/i18n/use-messages';

/** Notification settings of this browser. */
export interface CompletionNotificationSettings {
  readonly permission: NotificationPermissionState;
  readonly notifies: boolean;
  readonly playsSound: boolean;
  /** Requests the browser's permission if necessary; call it only on a click. */
  readonly onNotifyChange: (isEnabled: boolean) => void;
  readonly onSoundChange: (isEnabled: boolean) => void;
}

/** Reads and stores the settings in this browser. */
export function useNotificationSettings(notificationApi: CompletionNotifications = browserNotifications): CompletionNotificationSettings {
  const [permission, setPermission] = useState<NotificationPermissionState>(() => notificationApi.permission());
  const [wantsNotification, setWantsNotification] = useLocalStorage('tell-when-done', false);
  const [playsSound, setPlaysSound] = useLocalStorage('sound-when-done', false);
  return {
    permission,
    notifies: wantsNotification && permission === 'granted',
    playsSound,
    onNotifyChange: (isEnabled) => {
      setWantsNotification(isEnabled);
      if (isEnabled) void notificationApi.requestPermission().then(setPermission);
    },
    onSoundChange: (isEnabled) => {
      setPlaysSound(isEnabled);
      // Plays the sound as a sample; the click also unlocks audio in the browser.
      if (isEnabled) notificationApi.chime();
    },
  };
}

/** Notifies of the end of a job that this page has observed, if the tab is in the background. */
export function useCompletionNotifications(
  job: JobResponse | undefined,
  settings: CompletionNotificationSettings,
  notificationApi: CompletionNotifications = browserNotifications,
): void {
  const messages = useMessages(resultMessages);
  const runningJobIdRef = useRef<string | null>(null);
  const { notifies, playsSound } = settings;
  useEffect(() => {
    if (!job) return;
    if (!isTerminal(job.status)) {
      runningJobIdRef.current = job.jobId;
      return;
    }
    if (runningJobIdRef.current !== job.jobId) return;
    runningJobIdRef.current = null;
    const name = getJobName(job) ?? messages.untitled;
    if (playsSound) notificationApi.chime();
    const isPageInBackground = document.visibilityState === 'hidden' || !document.hasFocus();
    if (notifies && isPageInBackground) {
      const isDone = job.status === 'succeeded';
      notificationApi.notify(
        isDone ? messages.noticeDone(name) : messages.noticeFailed(name),
        isDone ? messages.noticeDoneText : messages.noticeFailedText,
      );
    }
  }, [job, notifies, playsSound, notificationApi, messages]);
}
