import type { Drafts } from '@/lib/client/drafts/drafts';
import type { FaceLabels } from '@/lib/client/drafts/face-labels';
import type { ConversionNote } from '@/lib/client/drafts/session-notes';
import type { Api } from '@/lib/client/requests/api';
import type { UploadOptions } from '@/lib/client/uploads/upload';
import type { UploadNote } from '@/lib/client/uploads/upload-note';
import type { convertVideo, convertVoice } from '@/lib/media/convert/converter';
import type { OpenLink, OpenMedia } from '@/lib/media/open-media';
import type { UrlFacts } from '@/lib/media/probe/probe-url';

/** The media engine, which is loaded with the first file. */
export interface MediaEngine {
  readonly open: (file: Blob) => Promise<OpenMedia>;
  readonly openLink: (url: string) => Promise<OpenLink>;
  readonly convertVideo: typeof convertVideo;
  readonly convertVoice: typeof convertVoice;
}

/** Dependencies of a session, injected so that tests can replace them. */
export interface SessionServices {
  readonly practice: boolean;
  /** Whether a server is configured that identifies faces and creates jobs. */
  readonly isConfigured: boolean;
  readonly api: Api;
  readonly drafts: Drafts;
  readonly faceLabels: FaceLabels;
  readonly mediaEngine: MediaEngine;
  readonly saveConversionNote: (role: 'clip' | 'voice', note: ConversionNote | null) => void;
  readonly readConversionNote: (role: 'clip' | 'voice') => ConversionNote | null;
  readonly probeUrl: (url: string, signal: AbortSignal) => Promise<UrlFacts | null>;
  /** Stores which upload is in progress, so that it continues after a reload. */
  readonly saveUploadNote: (note: UploadNote | null) => void;
  readonly readUploadNote: () => UploadNote | null;
  readonly upload: (file: File, options: UploadOptions) => Promise<{ readonly uploadId: string }>;
  /** For the sample, and for links in practice mode. */
  readonly fetch: typeof fetch;
  readonly toBase64: (file: Blob) => Promise<string>;
  readonly createUrl: (file: Blob) => string;
  readonly revokeUrl: (url: string) => void;
  readonly createId: () => string;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Stores the draft that this tab continues after a reload. */
  readonly setTabDraftId: (draftId: string | null) => void;
  /** Called with a new job, to open its page. */
  readonly onJobCreated: (jobId: string) => void;
  /** Called when the spending may have changed. */
  readonly onSpendingChange: () => void;
}
