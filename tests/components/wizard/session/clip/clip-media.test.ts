import { describe, expect, it, vi } from 'vitest';
import type { OpenMedia } from '@/lib/media/open-media';
import { clip, clipFacts, createTestSession, deferred, measured, voice, waitForSnapshot } from '../test-session';

/** A session that records which files are open. */
function createWatchedSession(overrides: Parameters<typeof createTestSession>[0] = {}) {
  const { deps: services } = createTestSession(overrides);
  const open: string[] = [];
  const watchedMedia = (name: string, media: OpenMedia): OpenMedia => {
    open.push(name);
    return { ...media, close: () => void open.splice(open.indexOf(name), 1) };
  };
  const made = createTestSession({
    ...overrides,
    mediaEngine: {
      ...services.mediaEngine,
      open: async (file) => watchedMedia(file instanceof File ? file.name : '', await services.mediaEngine.open(file)),
      openLink: async (url) => {
        open.push(url);
        return { thumbnails: async () => 0, close: () => void open.splice(open.indexOf(url), 1) };
      },
    },
  });
  return { ...made, open };
}

describe('media of the session', () => {
  it('media stays open while the clip and the voice are in use and is closed afterwards', async () => {
    const { session, open } = createWatchedSession();
    session.addFiles([clip(), voice()]);
    await waitForSnapshot(session, ({ clipMedia, voiceMedia }) => clipMedia !== null && voiceMedia !== null);
    expect(open).toEqual(['clip.mp4', 'voice.mp3']);
    session.addFiles([clip('other.mp4'), voice('other.mp3')]);
    await waitForSnapshot(session, ({ state }) => state.video?.name === 'other.mp4' && state.voice?.name === 'other.mp3');
    await vi.waitFor(() => expect(open.toSorted()).toEqual(['other.mp3', 'other.mp4']));
    session.startOver();
    expect(open).toEqual([]);
    expect(session.getSnapshot()).toMatchObject({ clipMedia: null, voiceMedia: null });
  });

  it('media of a rejected clip is closed and the current clip’s stays open', async () => {
    const { session, open } = createWatchedSession({
      media: { probeVideo: async (file) => (file.name === 'bad.mp4' ? { kind: 'fault', fault: 'cut-off' } : measured(clipFacts)) },
    });
    session.addFiles([clip()]);
    await waitForSnapshot(session, ({ clipMedia }) => clipMedia !== null);
    session.addFiles([clip('bad.mp4')]);
    await waitForSnapshot(session, ({ pendingClip }) => pendingClip?.kind === 'refused');
    expect(open).toEqual(['clip.mp4']);
  });

  it('media is opened for a link too', async () => {
    const { session, open } = createWatchedSession({ practice: false });
    session.addLink('https://example.com/a.mp4');
    await waitForSnapshot(session, ({ clipMedia }) => clipMedia !== null);
    session.addFiles([clip()]);
    await waitForSnapshot(session, ({ state }) => state.video?.name === 'clip.mp4');
    await vi.waitFor(() => expect(open).toEqual(['clip.mp4']));
  });

  it('media that opens after its clip was replaced is closed immediately', async () => {
    const { deps: services } = createTestSession();
    const lateMedia = deferred<Awaited<ReturnType<typeof services.mediaEngine.openLink>>>();
    const { session } = createTestSession({ practice: false, mediaEngine: { ...services.mediaEngine, openLink: () => lateMedia.promise } });
    session.addLink('https://example.com/a.mp4');
    await waitForSnapshot(session, ({ state }) => state.video !== undefined);
    session.startOver();
    const close = vi.fn();
    lateMedia.resolve({ thumbnails: async () => 0, close });
    await vi.waitFor(() => expect(close).toHaveBeenCalledOnce());
    expect(session.getSnapshot().clipMedia).toBeNull();
  });

  it('the frame rate is stored in the clip’s facts', async () => {
    const { session } = createTestSession();
    session.addFiles([clip()]);
    await waitForSnapshot(session, ({ state }) => state.video !== undefined);
    expect(session.getSnapshot().state.video?.facts?.frameRate).toBe(25);
  });
});
