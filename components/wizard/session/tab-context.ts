import type { QueryClient } from '@tanstack/react-query';
import { afterNextPaint } from '@/components/hooks/after-next-paint';
import { setTabDraftId } from '@/lib/client/drafts/draft-list';
import { createDrafts } from '@/lib/client/drafts/drafts';
import { createFaceLabels } from '@/lib/client/drafts/face-labels';
import { readConversionNote, saveConversionNote } from '@/lib/client/drafts/session-notes';
import { createQueryClient, SPENDING_KEY } from '@/lib/client/queries';
import { type Api, createApi } from '@/lib/client/requests/api';
import { readUploadNote, saveUploadNote } from '@/lib/client/uploads/upload-note';
import { blobToBase64 } from '@/lib/media/convert/blob-to-base64';
import { probeUrl } from '@/lib/media/probe/probe-url';
import { Session } from './session';

/** State that lives as long as the tab, across all pages: one API client, one cache, one session. */
export interface TabContext {
  readonly api: Api;
  readonly queryClient: QueryClient;
  readonly session: Session;
  /** Sets how to navigate; the current page passes its router. */
  setNavigate(navigate: (href: string) => void): void;
}

function createTabContext(practice: boolean, isConfigured: boolean): TabContext {
  let navigate = (href: string) => window.location.assign(href);
  const api = createApi({
    fetch: (input, init) => fetch(input, init),
    onUnauthorized: () => {
      const { pathname, search } = window.location;
      if (pathname !== '/join') navigate(`/join?to=${encodeURIComponent(`${pathname}${search}`)}`);
    },
  });
  const queryClient = createQueryClient();
  const session = new Session({
    practice,
    isConfigured,
    api,
    drafts: createDrafts(),
    faceLabels: createFaceLabels(),
    // The largest dependency, so it is loaded with the first file.
    mediaEngine: {
      open: async (file) => {
        // Waits for the paint, because the audio worker would compete with it for the CPU.
        const [{ openMedia }] = await Promise.all([import('@/lib/media/open-media'), afterNextPaint()]);
        return openMedia(file);
      },
      openLink: async (url) => (await import('@/lib/media/open-media')).openLink(url),
      convertVideo: async (...input) => (await import('@/lib/media/convert/converter')).convertVideo(...input),
      convertVoice: async (...input) => (await import('@/lib/media/convert/converter')).convertVoice(...input),
    },
    saveConversionNote: saveConversionNote,
    readConversionNote: readConversionNote,
    probeUrl: probeUrl,
    saveUploadNote: saveUploadNote,
    readUploadNote,
    // Loaded with the first file, like the media engine.
    upload: async (file, options) => (await import('@/lib/client/uploads/upload')).uploadFile(api, file, options),
    fetch: (input, init) => fetch(input, init),
    toBase64: blobToBase64,
    createUrl: (file) => URL.createObjectURL(file),
    revokeUrl: (url) => URL.revokeObjectURL(url),
    createId: createId,
    now: () => Date.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    setTabDraftId: setTabDraftId,
    onJobCreated: (jobId) => navigate(`/jobs/${encodeURIComponent(jobId)}`),
    onSpendingChange: () => void queryClient.invalidateQueries({ queryKey: SPENDING_KEY }),
  });
  // `pagehide` is the last reliable event before a tab is closed or frozen.
  window.addEventListener('pagehide', () => void session.flush());
  return {
    api,
    queryClient,
    session,
    setNavigate: (next) => {
      navigate = next;
    },
  };
}

let tabContext: TabContext | undefined;

/** Created on first use; both arguments are fixed for the lifetime of a page. */
export function getTabContext(practice: boolean, isConfigured: boolean): TabContext {
  tabContext ??= createTabContext(practice, isConfigured);
  return tabContext;
}

/** `crypto.randomUUID` is unavailable on http origins other than localhost, where a self-hosted server may run. */
function createId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
