import type { Api } from '@/lib/client/api';
import type { Drafts } from '@/lib/client/drafts';
import type { HealingNote } from '@/lib/client/healing-note';
import type { UploadOptions } from '@/lib/client/upload';
import type { conformVideo, conformVoice, OpenMedia } from '@/lib/media/doctor';
import type { LinkFacts } from '@/lib/media/link';

/** The media engine, which loads with the first file. */
export interface Doctor {
  readonly open: (file: Blob) => Promise<OpenMedia>;
  readonly conformVideo: typeof conformVideo;
  readonly conformVoice: typeof conformVoice;
}

/** Everything a session needs of the world; tests hand in their own. */
export interface SessionDeps {
  readonly practice: boolean;
  readonly api: Api;
  readonly drafts: Drafts;
  readonly doctor: Doctor;
  readonly noteHealing: (what: 'clip' | 'voice', note: HealingNote | null) => void;
  readonly readHealing: (what: 'clip' | 'voice') => HealingNote | null;
  readonly lookAtLink: (url: string, signal: AbortSignal) => Promise<LinkFacts | null>;
  readonly upload: (file: File, options: UploadOptions) => Promise<{ readonly uploadId: string }>;
  /** For the sample, and for links in practice. */
  readonly fetch: typeof fetch;
  readonly toBase64: (file: Blob) => Promise<string>;
  readonly createUrl: (file: Blob) => string;
  readonly revokeUrl: (url: string) => void;
  readonly newId: () => string;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Which draft this tab goes on with after a reload. */
  readonly rememberDraft: (draftId: string | null) => void;
  /** A job was made: its own page takes over. */
  readonly onJob: (jobId: string) => void;
  /** Money may have moved. */
  readonly onSpent: () => void;
}
