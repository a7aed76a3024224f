import { describe, expect, it, vi } from 'vitest';
import type { Doctor } from '@/components/wizard/session/deps';
import type { ProbedVideo } from '@/lib/domain/conversion/video-plan';
import type { ProbedVoice } from '@/lib/domain/conversion/voice-plan';
import { createTimeRange } from '@/lib/domain/time';
import type { VideoConversionOutcome } from '@/lib/media/convert/run-video-conversion';
import { createWaveformBuilder } from '@/lib/media/waveform/waveform';
import { clip, clipFacts, deferred, fakeWorld, measured, until, voice, voiceFacts } from './fake-world';

const long: ProbedVideo = { ...clipFacts, durationMs: 180_000 };
const fourK: ProbedVideo = { ...clipFacts, widthPx: 3_840, heightPx: 2_160 };

const healedClip: VideoConversionOutcome = {
  kind: 'done',
  file: new Blob(['healed']),
  facts: { ...clipFacts, durationMs: 59_900 },
  result: {
    steps: ['cut'],
    part: createTimeRange(0, 59_900),
    startMovedByMs: 0,
    from: { widthPx: 1_280, heightPx: 720, formatName: 'MP4', videoCodec: 'avc', byteSize: 90_000_000 },
    to: { widthPx: 1_280, heightPx: 720, byteSize: 30_000_000 },
    quality: null,
    audio: 'copy',
    attempts: 1,
  },
};

function world(
  media: NonNullable<NonNullable<Parameters<typeof fakeWorld>[0]>['media']>,
  change: { conformVideo?: Doctor['conformVideo']; conformVoice?: Doctor['conformVoice'] } = {},
) {
  const made = fakeWorld({ media });
  const conformVideo = vi.fn<Doctor['conformVideo']>(change.conformVideo ?? (async () => healedClip));
  const conformVoice = vi.fn<Doctor['conformVoice']>(change.conformVoice ?? (async () => ({ kind: 'failed', fault: 'broken' })));
  const again = fakeWorld({ media, doctor: { ...made.deps.doctor, conformVideo, conformVoice } });
  return { ...again, conformVideo, conformVoice };
}

describe('a clip that lip-sync would not take', () => {
  it.each([
    ['4K', fourK],
    ['a WebM', { ...clipFacts, container: 'other', formatName: 'WebM', videoCodec: 'vp9' }],
    ['480p', { ...clipFacts, widthPx: 854, heightPx: 480 }],
    ['101 MB', { ...clipFacts, byteSize: 101_000_000 }],
  ] satisfies [string, ProbedVideo][])(
    'because it is %s is healed by itself, and its healed file goes up under its own name',
    async (_name, facts) => {
      const { session, deps, conformVideo } = world({ examineVideo: async () => measured(facts) });
      session.addFiles([clip('holiday.webm')]);
      await until(session, ({ state }) => state.found !== undefined);
      expect(conformVideo).toHaveBeenCalledOnce();
      expect(session.getSnapshot().state.video?.name).toBe('holiday.webm');
      expect(vi.mocked(deps.upload).mock.calls[0]?.[0].name).toBe('holiday.mp4');
      expect(session.getSnapshot().clipHealing?.healing.quality).toBeNull();
    },
  );

  it('because it is too long waits for a choice, and takes what was chosen', async () => {
    const { session, conformVideo, deps } = world({ examineVideo: async () => measured(long), keyframes: [0] });
    session.addFiles([clip()]);
    await until(session, ({ incomingClip }) => incomingClip?.kind === 'offered');
    expect(session.getSnapshot().incomingClip).toMatchObject({ part: { startMs: 0, endMs: 59_900 } });
    expect(deps.upload).not.toHaveBeenCalled();
    session.movePart('clip', 'whole', 70_000);
    session.movePart('clip', 'end', 90_000);
    session.heal('clip');
    session.heal('clip');
    await until(session, ({ state }) => state.found !== undefined);
    expect(conformVideo).toHaveBeenCalledOnce();
    expect(conformVideo.mock.calls[0]?.[2]).toMatchObject({ part: { startMs: 70_000, endMs: 90_000 } });
  });

  it('has its window at the first minute with sound, unless somebody has moved it before that was found', async () => {
    const mapper = createWaveformBuilder();
    mapper.add(new Float32Array(8_000 * 60).fill(0.5), 100, 8_000);
    const soundMap = mapper.finish(180_000);
    const { session } = world({ examineVideo: async () => measured(long), soundMap });
    session.addFiles([clip()]);
    await until(session, ({ incomingClip }) => incomingClip?.kind === 'offered' && (incomingClip.part?.startMs ?? 0) > 0);
    expect(session.getSnapshot().incomingClip).toMatchObject({ part: { startMs: 99_600 } });
  });

  it('stays at being made fit where its sound is found only after somebody has taken the part that was there', async () => {
    const mapper = createWaveformBuilder();
    mapper.add(new Float32Array(8_000 * 60).fill(0.5), 100, 8_000);
    const heard = deferred<ReturnType<typeof mapper.finish> | null>();
    const { session, conformVideo } = world(
      { examineVideo: async () => measured(long), soundMap: heard.promise },
      { conformVideo: () => new Promise(() => undefined) },
    );
    session.addFiles([clip()]);
    await until(session, ({ incomingClip }) => incomingClip?.kind === 'offered');
    session.heal('clip');
    await vi.waitFor(() => expect(conformVideo).toHaveBeenCalled());
    const asked = session.getSnapshot().incomingClip;
    heard.resolve(mapper.finish(180_000));
    await heard.promise;
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    expect(session.getSnapshot().incomingClip).toEqual(asked);
    expect(asked).toMatchObject({ kind: 'healing', part: { startMs: 0 } });
  });

  it('shows how far it is and can be cancelled at once, which leads back to the offer and leaves the clip from before', async () => {
    const outcome = deferred<VideoConversionOutcome>();
    let signal: AbortSignal | undefined;
    const { session } = world(
      { examineVideo: async (file) => measured(file.name === 'big.mov' ? fourK : clipFacts) },
      {
        conformVideo: (_file, _facts, _plan, options) => {
          signal = options?.signal;
          options?.onProgress?.(40, 12_000);
          return outcome.promise;
        },
      },
    );
    session.addFiles([clip()]);
    await until(session, ({ state }) => state.found !== undefined);
    session.addFiles([clip('big.mov')]);
    await until(session, ({ incomingClip }) => incomingClip?.kind === 'healing' && incomingClip.percent === 40);
    session.stopHealing('clip');
    expect(signal?.aborted).toBe(true);
    expect(session.getSnapshot().incomingClip).toMatchObject({ kind: 'offered', name: 'big.mov', part: null });
    outcome.resolve(healedClip);
    await outcome.promise;
    session.dismissIncoming('clip');
    expect(session.getSnapshot().incomingClip).toBeNull();
    expect(session.getSnapshot().state.video?.name).toBe('clip.mp4');
  });

  it('that cannot be healed after all is refused with the reason', async () => {
    const { session, deps } = world(
      { examineVideo: async () => measured(fourK) },
      { conformVideo: async () => ({ kind: 'failed', fault: 'no-encoder' }) },
    );
    session.addFiles([clip()]);
    await until(session, ({ incomingClip }) => incomingClip?.kind === 'refused');
    expect(session.getSnapshot().incomingClip).toMatchObject({ refusal: { kind: 'unhealed', fault: 'no-encoder' } });
    expect(deps.upload).not.toHaveBeenCalled();
  });

  it('whose page is left in the middle begins again in the next one, with the part that was chosen', async () => {
    const first = world({ examineVideo: async () => measured(long), keyframes: [0] }, { conformVideo: () => new Promise(() => undefined) });
    first.session.addFiles([clip('phone.mov')]);
    await until(first.session, ({ incomingClip }) => incomingClip?.kind === 'offered');
    first.session.movePart('clip', 'start', 20_000);
    first.session.heal('clip');
    await until(first.session, ({ incomingClip }) => incomingClip?.kind === 'healing');
    await first.session.flush();
    const { draftId } = first.remembered;
    expect(draftId).not.toBeNull();

    const conformVideo = vi.fn<Doctor['conformVideo']>(async () => healedClip);
    const next = fakeWorld({
      drafts: first.memory.store,
      readHealing: (what) => first.notes.get(what) ?? null,
      doctor: { ...first.deps.doctor, conformVideo },
    });
    await next.session.openDraft(draftId ?? '');
    await until(next.session, ({ state }) => state.found !== undefined);
    expect(conformVideo.mock.calls[0]?.[2]).toMatchObject({ part: { startMs: 20_000, endMs: 59_900 } });
    expect(next.session.getSnapshot().state.video?.name).toBe('phone.mov');
  });
});

describe('a voice that would not go as it is', () => {
  const outcome = (facts: ProbedVoice): Awaited<ReturnType<Doctor['conformVoice']>> => ({
    kind: 'done',
    file: new Blob(['mp3']),
    facts,
    result: {
      steps: ['cut'],
      part: createTimeRange(0, 59_900),
      from: { formatName: 'WAV', byteSize: 9_000_000 },
      to: { format: 'mp3', byteSize: 900_000 },
      gainDb: 0,
    },
  });

  it('because it is long waits for a choice; because it is heavy it is made lighter by itself', async () => {
    const healed = { ...voiceFacts, durationMs: 59_900 };
    const { session, conformVoice } = world(
      {
        examineVoice: async (file) =>
          measured(file.name === 'long.wav' ? { ...voiceFacts, durationMs: 90_000 } : { ...voiceFacts, byteSize: 4_000_000 }),
      },
      { conformVoice: async () => outcome(healed) },
    );
    session.addFiles([voice('heavy.wav')], 'voice');
    await until(session, ({ state }) => state.voice !== undefined);
    expect(session.getSnapshot().state.voice?.name).toBe('heavy.wav');
    session.addFiles([voice('long.wav')], 'voice');
    await until(session, ({ incomingVoice }) => incomingVoice?.kind === 'offered');
    session.movePart('voice', 'whole', 30_000);
    session.heal('voice');
    await until(session, ({ state }) => state.voice?.name === 'long.wav');
    expect(conformVoice.mock.calls[1]?.[2]).toMatchObject({ part: { startMs: 30_000, endMs: 89_900 } });
  });

  /** A world whose voice sounds like this, and comes out of the doctor as `context`. */
  function sounding(size: number, facts: ProbedVoice = voiceFacts) {
    const mapper = createWaveformBuilder();
    mapper.add(new Float32Array(8_000 * 5).fill(size), 0, 8_000);
    const conformVoice = vi.fn<Doctor['conformVoice']>(async (_file, _facts, plan) => {
      const made = outcome(facts);
      return made.kind === 'done' && plan.kind === 'encode' ? { ...made, result: { ...made.result, gainDb: plan.gainDb } } : made;
    });
    return world({ soundMap: mapper.finish(5_000) }, { conformVoice });
  }

  it.each([
    ['very quiet', 0.005, 'voice-quiet', 26],
    ['nearly silent', 0.0005, 'voice-silent', 40],
    ['cut off at the top', 1, 'voice-clipped', -3],
  ])('is pointed out when it is %s, and one press helps', async (_name, size, code, gainDb) => {
    const { session, conformVoice } = sounding(size);
    session.addFiles([voice()]);
    await until(session, ({ voiceSound }) => voiceSound !== null);
    expect(session.getSnapshot().voiceSound?.findings.map((finding) => finding.code)).toEqual([code]);
    session.adjustVoice();
    await until(session, ({ voiceHealing }) => voiceHealing !== null);
    expect(conformVoice.mock.calls[0]?.[2]).toMatchObject({ kind: 'encode', gainDb: expect.closeTo(gainDb, 0) });
    expect(session.getSnapshot().state.voice?.name).toBe('voice.mp3');
  });

  it('keeps its place when it is made louder, and goes back to the recording itself when that is taken back', async () => {
    const { session, deps } = sounding(0.005, { ...voiceFacts, durationMs: 4_980 });
    session.addFiles([clip(), voice()]);
    await until(session, ({ state, voiceSound }) => state.found !== undefined && voiceSound !== null);
    session.place({ trimStartMs: 100, trimEndMs: 5_000, insertAtMs: 2_000, voiceVolume: 1.5, originalVolume: 0.25 });
    const before = session.getSnapshot().state.voice;
    session.adjustVoice();
    await until(session, ({ state }) => state.voice?.adjusted !== undefined);
    expect(session.getSnapshot().state.placement).toEqual({
      trimStartMs: 100,
      trimEndMs: 4_980,
      insertAtMs: 2_000,
      voiceVolume: 1.5,
      originalVolume: 0.25,
    });
    session.restoreVoice();
    await until(session, ({ state }) => state.voice?.adjusted === undefined);
    expect(session.getSnapshot().state.voice).toEqual(before);
    session.create();
    await vi.waitFor(() => expect(deps.onJob).toHaveBeenCalled());
  });

  it('is always made louder from the recording itself, so that a second press codes nothing twice', async () => {
    const { session, conformVoice } = sounding(0.005);
    session.addFiles([voice()]);
    await until(session, ({ voiceSound }) => voiceSound !== null);
    session.adjustVoice();
    await until(session, ({ state, voiceSound }) => state.voice?.adjusted !== undefined && voiceSound !== null);
    session.adjustVoice();
    await vi.waitFor(() => expect(conformVoice).toHaveBeenCalledTimes(2));
    expect(conformVoice.mock.calls.map(([file]) => (file instanceof File ? file.name : ''))).toEqual(['voice.mp3', 'voice.mp3']);
    const gains = conformVoice.mock.calls.map(([, , plan]) => (plan.kind === 'encode' ? plan.gainDb : 0));
    expect(gains[1]).toBeCloseTo(2 * (gains[0] ?? 0), 5);
  });

  it('that was made louder can still be taken back after a reload', async () => {
    const first = sounding(0.005);
    first.session.addFiles([voice()]);
    await until(first.session, ({ voiceSound }) => voiceSound !== null);
    const before = first.session.getSnapshot().state.voice;
    first.session.adjustVoice();
    await until(first.session, ({ state }) => state.voice?.adjusted !== undefined);
    await first.session.flush();
    const next = fakeWorld({ drafts: first.memory.store });
    await next.session.openDraft(first.remembered.draftId ?? '');
    expect(next.session.getSnapshot().state.voice?.adjusted?.original.fileKey).toBe(before?.fileKey);
    next.session.restoreVoice();
    await until(next.session, ({ state }) => state.voice?.adjusted === undefined);
    expect(next.session.getSnapshot().state.voice).toEqual(before);
  });

  it('that replaces one that was made louder has nothing to take back', async () => {
    const { session } = sounding(0.005);
    session.addFiles([voice()]);
    await until(session, ({ voiceSound }) => voiceSound !== null);
    session.adjustVoice();
    await until(session, ({ state }) => state.voice?.adjusted !== undefined);
    session.addFiles([voice('other.mp3')]);
    await until(session, ({ state }) => state.voice?.name === 'other.mp3');
    session.restoreVoice();
    expect(session.getSnapshot().state.voice).toMatchObject({ name: 'other.mp3' });
  });
});
