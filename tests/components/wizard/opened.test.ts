import { describe, expect, it, vi } from 'vitest';
import type { OpenMedia } from '@/lib/media/open-media';
import { clip, clipFacts, deferred, fakeWorld, measured, until, voice } from './fake-world';

/** A world that remembers which files are open. */
function watchedWorld(change: Parameters<typeof fakeWorld>[0] = {}) {
  const { deps } = fakeWorld(change);
  const open: string[] = [];
  const watched = (name: string, media: OpenMedia): OpenMedia => {
    open.push(name);
    return { ...media, close: () => void open.splice(open.indexOf(name), 1) };
  };
  const made = fakeWorld({
    ...change,
    doctor: {
      ...deps.doctor,
      open: async (file) => watched(file instanceof File ? file.name : '', await deps.doctor.open(file)),
      openLink: async (url) => {
        open.push(url);
        return { thumbnails: async () => 0, close: () => void open.splice(open.indexOf(url), 1) };
      },
    },
  });
  return { ...made, open };
}

describe('what is drawn of a file', () => {
  it('is there for as long as the clip and the voice count, and freed when they go', async () => {
    const { session, open } = watchedWorld();
    session.addFiles([clip(), voice()]);
    await until(session, ({ clipMedia, voiceMedia }) => clipMedia !== null && voiceMedia !== null);
    expect(open).toEqual(['clip.mp4', 'voice.mp3']);
    session.addFiles([clip('other.mp4'), voice('other.mp3')]);
    await until(session, ({ state }) => state.video?.name === 'other.mp4' && state.voice?.name === 'other.mp3');
    await vi.waitFor(() => expect(open.toSorted()).toEqual(['other.mp3', 'other.mp4']));
    session.startOver();
    expect(open).toEqual([]);
    expect(session.getSnapshot()).toMatchObject({ clipMedia: null, voiceMedia: null });
  });

  it('is freed for a clip that is refused, and that of the clip before it stays', async () => {
    const { session, open } = watchedWorld({
      media: { examineVideo: async (file) => (file.name === 'bad.mp4' ? { kind: 'fault', fault: 'cut-off' } : measured(clipFacts)) },
    });
    session.addFiles([clip()]);
    await until(session, ({ clipMedia }) => clipMedia !== null);
    session.addFiles([clip('bad.mp4')]);
    await until(session, ({ incomingClip }) => incomingClip?.kind === 'refused');
    expect(open).toEqual(['clip.mp4']);
  });

  it('comes for a link too', async () => {
    const { session, open } = watchedWorld({ practice: false });
    session.addLink('https://example.com/a.mp4');
    await until(session, ({ clipMedia }) => clipMedia !== null);
    session.addFiles([clip()]);
    await until(session, ({ state }) => state.video?.name === 'clip.mp4');
    await vi.waitFor(() => expect(open).toEqual(['clip.mp4']));
  });

  it('that arrives after its clip has gone is closed at once', async () => {
    const { deps } = fakeWorld();
    const late = deferred<Awaited<ReturnType<typeof deps.doctor.openLink>>>();
    const { session } = fakeWorld({ practice: false, doctor: { ...deps.doctor, openLink: () => late.promise } });
    session.addLink('https://example.com/a.mp4');
    await until(session, ({ state }) => state.video !== undefined);
    session.startOver();
    const close = vi.fn();
    late.resolve({ thumbnails: async () => 0, close });
    await vi.waitFor(() => expect(close).toHaveBeenCalledOnce());
    expect(session.getSnapshot().clipMedia).toBeNull();
  });

  it('keeps how fast the pictures follow each other among the clip’s facts', async () => {
    const { session } = fakeWorld();
    session.addFiles([clip()]);
    await until(session, ({ state }) => state.video !== undefined);
    expect(session.getSnapshot().state.video?.facts?.frameRate).toBe(25);
  });
});
