import { describe, expect, it, vi } from 'vitest';
import type { MediaEngine } from '@/components/wizard/session/session-services';
import type { ProbedVideo } from '@/lib/domain/conversion/video-plan';
import type { ProbedVoice } from '@/lib/domain/conversion/voice-plan';
import { createTimeRange } from '@/lib/domain/time';
import type { VideoConversionOutcome } from '@/lib/media/convert/run-video-conversion';
import { createWaveformBuilder } from '@/lib/media/waveform/waveform';
import { clip, clipFacts, createTestSession, deferred, measured, voice, voiceFacts, waitForSnapshot } from './test-session';

const longClipFacts: ProbedVideo = { ...clipFacts, durationMs: 180_000 };
const fourKFacts: ProbedVideo = { ...clipFacts, widthPx: 3_840, heightPx: 2_160 };

const convertedClip: VideoConversionOutcome = {
  kind: 'done',
  file: new Blob(['converted']),
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

function createConversionSession(
  media: NonNullable<NonNullable<Parameters<typeof createTestSession>[0]>['media']>,
  change: { convertVideo?: MediaEngine['convertVideo']; convertVoice?: MediaEngine['convertVoice'] } = {},
) {
  const made = createTestSession({ media });
  const convertVideo = vi.fn<MediaEngine['convertVideo']>(change.convertVideo ?? (async () => convertedClip));
  const convertVoice = vi.fn<MediaEngine['convertVoice']>(change.convertVoice ?? (async () => ({ kind: 'failed', fault: 'broken' })));
  const reloaded = createTestSession({ media, mediaEngine: { ...made.deps.mediaEngine, convertVideo, convertVoice } });
  return { ...reloaded, conformVideo: convertVideo, conformVoice: convertVoice };
}

describe('clip conversion', () => {
  it.each([
    ['4K', fourKFacts],
    ['a WebM', { ...clipFacts, container: 'other', formatName: 'WebM', videoCodec: 'vp9' }],
    ['480p', { ...clipFacts, widthPx: 854, heightPx: 480 }],
    ['101 MB', { ...clipFacts, byteSize: 101_000_000 }],
  ] satisfies [string, ProbedVideo][])(
    'a clip that is %s is converted automatically and uploaded under its new name',
    async (_name, facts) => {
      const { session, deps: services, conformVideo: convertVideo } = createConversionSession({ probeVideo: async () => measured(facts) });
      session.addFiles([clip('holiday.webm')]);
      await waitForSnapshot(session, ({ state }) => state.found !== undefined);
      expect(convertVideo).toHaveBeenCalledOnce();
      expect(session.getSnapshot().state.video?.name).toBe('holiday.webm');
      expect(vi.mocked(services.upload).mock.calls[0]?.[0].name).toBe('holiday.mp4');
      expect(session.getSnapshot().clipConversion?.conversion.quality).toBeNull();
    },
  );

  it('a clip that is too long waits for a choice and is converted to the chosen part', async () => {
    const {
      session,
      conformVideo: convertVideo,
      deps: services,
    } = createConversionSession({ probeVideo: async () => measured(longClipFacts), keyframes: [0] });
    session.addFiles([clip()]);
    await waitForSnapshot(session, ({ pendingClip }) => pendingClip?.kind === 'offered');
    expect(session.getSnapshot().pendingClip).toMatchObject({ part: { startMs: 0, endMs: 59_900 } });
    expect(services.upload).not.toHaveBeenCalled();
    session.movePart('clip', 'whole', 70_000);
    session.movePart('clip', 'end', 90_000);
    session.convert('clip');
    session.convert('clip');
    await waitForSnapshot(session, ({ state }) => state.found !== undefined);
    expect(convertVideo).toHaveBeenCalledOnce();
    expect(convertVideo.mock.calls[0]?.[2]).toMatchObject({ part: { startMs: 70_000, endMs: 90_000 } });
  });

  it('the range moves to the first minute with speech unless the editor has moved it', async () => {
    const mapper = createWaveformBuilder();
    mapper.add(new Float32Array(8_000 * 60).fill(0.5), 100, 8_000);
    const soundMap = mapper.finish(180_000);
    const { session } = createConversionSession({ probeVideo: async () => measured(longClipFacts), waveform: soundMap });
    session.addFiles([clip()]);
    await waitForSnapshot(session, ({ pendingClip }) => pendingClip?.kind === 'offered' && (pendingClip.part?.startMs ?? 0) > 0);
    expect(session.getSnapshot().pendingClip).toMatchObject({ part: { startMs: 99_600 } });
  });

  it('a late speech result does not interrupt a conversion that has started', async () => {
    const mapper = createWaveformBuilder();
    mapper.add(new Float32Array(8_000 * 60).fill(0.5), 100, 8_000);
    const waveform = deferred<ReturnType<typeof mapper.finish> | null>();
    const { session, conformVideo: convertVideo } = createConversionSession(
      { probeVideo: async () => measured(longClipFacts), waveform: waveform.promise },
      { convertVideo: () => new Promise(() => undefined) },
    );
    session.addFiles([clip()]);
    await waitForSnapshot(session, ({ pendingClip }) => pendingClip?.kind === 'offered');
    session.convert('clip');
    await vi.waitFor(() => expect(convertVideo).toHaveBeenCalled());
    const requested = session.getSnapshot().pendingClip;
    waveform.resolve(mapper.finish(180_000));
    await waveform.promise;
    for (let step = 0; step < 20; step += 1) await Promise.resolve();
    expect(session.getSnapshot().pendingClip).toEqual(requested);
    expect(requested).toMatchObject({ kind: 'converting', part: { startMs: 0 } });
  });

  it('a conversion shows its progress, and cancelling returns to the selection and keeps the current clip', async () => {
    const lastError = deferred<VideoConversionOutcome>();
    let signal: AbortSignal | undefined;
    const { session } = createConversionSession(
      { probeVideo: async (file) => measured(file.name === 'big.mov' ? fourKFacts : clipFacts) },
      {
        convertVideo: (_file, _facts, _plan, options) => {
          signal = options?.signal;
          options?.onProgress?.(40, 12_000);
          return lastError.promise;
        },
      },
    );
    session.addFiles([clip()]);
    await waitForSnapshot(session, ({ state }) => state.found !== undefined);
    session.addFiles([clip('big.mov')]);
    await waitForSnapshot(session, ({ pendingClip }) => pendingClip?.kind === 'converting' && pendingClip.percent === 40);
    session.cancelConversion('clip');
    expect(signal?.aborted).toBe(true);
    expect(session.getSnapshot().pendingClip).toMatchObject({ kind: 'offered', name: 'big.mov', part: null });
    lastError.resolve(convertedClip);
    await lastError.promise;
    session.discardPending('clip');
    expect(session.getSnapshot().pendingClip).toBeNull();
    expect(session.getSnapshot().state.video?.name).toBe('clip.mp4');
  });

  it('a failed conversion rejects the clip with the reason', async () => {
    const { session, deps: services } = createConversionSession(
      { probeVideo: async () => measured(fourKFacts) },
      { convertVideo: async () => ({ kind: 'failed', fault: 'no-encoder' }) },
    );
    session.addFiles([clip()]);
    await waitForSnapshot(session, ({ pendingClip }) => pendingClip?.kind === 'refused');
    expect(session.getSnapshot().pendingClip).toMatchObject({ rejection: { kind: 'conversion-failed', fault: 'no-encoder' } });
    expect(services.upload).not.toHaveBeenCalled();
  });

  it('a conversion restarts after a reload with the chosen part', async () => {
    const first = createConversionSession(
      { probeVideo: async () => measured(longClipFacts), keyframes: [0] },
      { convertVideo: () => new Promise(() => undefined) },
    );
    first.session.addFiles([clip('phone.mov')]);
    await waitForSnapshot(first.session, ({ pendingClip }) => pendingClip?.kind === 'offered');
    first.session.movePart('clip', 'start', 20_000);
    first.session.convert('clip');
    await waitForSnapshot(first.session, ({ pendingClip }) => pendingClip?.kind === 'converting');
    await first.session.flush();
    const { draftId } = first.remembered;
    expect(draftId).not.toBeNull();

    const convertVideo = vi.fn<MediaEngine['convertVideo']>(async () => convertedClip);
    const next = createTestSession({
      drafts: first.memory.store,
      readConversionNote: (what) => first.notes.get(what) ?? null,
      mediaEngine: { ...first.deps.mediaEngine, convertVideo },
    });
    await next.session.openDraft(draftId ?? '');
    await waitForSnapshot(next.session, ({ state }) => state.found !== undefined);
    expect(convertVideo.mock.calls[0]?.[2]).toMatchObject({ part: { startMs: 20_000, endMs: 59_900 } });
    expect(next.session.getSnapshot().state.video?.name).toBe('phone.mov');
  });
});

describe('voice conversion', () => {
  const lastError = (facts: ProbedVoice): Awaited<ReturnType<MediaEngine['convertVoice']>> => ({
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

  it('a long voice waits for a choice and a large voice is compressed automatically', async () => {
    const converted = { ...voiceFacts, durationMs: 59_900 };
    const { session, conformVoice: convertVoice } = createConversionSession(
      {
        probeVoice: async (file) =>
          measured(file.name === 'long.wav' ? { ...voiceFacts, durationMs: 90_000 } : { ...voiceFacts, byteSize: 4_000_000 }),
      },
      { convertVoice: async () => lastError(converted) },
    );
    session.addFiles([voice('heavy.wav')], 'voice');
    await waitForSnapshot(session, ({ state }) => state.voice !== undefined);
    expect(session.getSnapshot().state.voice?.name).toBe('heavy.wav');
    session.addFiles([voice('long.wav')], 'voice');
    await waitForSnapshot(session, ({ pendingVoice }) => pendingVoice?.kind === 'offered');
    session.movePart('voice', 'whole', 30_000);
    session.convert('voice');
    await waitForSnapshot(session, ({ state }) => state.voice?.name === 'long.wav');
    expect(convertVoice.mock.calls[1]?.[2]).toMatchObject({ part: { startMs: 30_000, endMs: 89_900 } });
  });

  /** A session whose voice has this waveform and is converted to `facts`. */
  function createWaveformSession(size: number, facts: ProbedVoice = voiceFacts) {
    const mapper = createWaveformBuilder();
    mapper.add(new Float32Array(8_000 * 5).fill(size), 0, 8_000);
    const convertVoice = vi.fn<MediaEngine['convertVoice']>(async (_file, _facts, plan) => {
      const made = lastError(facts);
      return made.kind === 'done' && plan.kind === 'encode' ? { ...made, result: { ...made.result, gainDb: plan.gainDb } } : made;
    });
    return createConversionSession({ waveform: mapper.finish(5_000) }, { convertVoice });
  }

  it.each([
    ['very quiet', 0.005, 'voice-quiet', 26],
    ['nearly silent', 0.0005, 'voice-silent', 40],
    ['clipped', 1, 'voice-clipped', -3],
  ])('a voice that is %s is reported and one click adjusts it', async (_name, size, code, gainDb) => {
    const { session, conformVoice: convertVoice } = createWaveformSession(size);
    session.addFiles([voice()]);
    await waitForSnapshot(session, ({ voiceLoudness }) => voiceLoudness !== null);
    expect(session.getSnapshot().voiceLoudness?.findings.map((finding) => finding.code)).toEqual([code]);
    session.adjustVoiceGain();
    await waitForSnapshot(session, ({ voiceConversion }) => voiceConversion !== null);
    expect(convertVoice.mock.calls[0]?.[2]).toMatchObject({ kind: 'encode', gainDb: expect.closeTo(gainDb, 0) });
    expect(session.getSnapshot().state.voice?.name).toBe('voice.mp3');
  });

  it('a gain adjustment keeps the placement, and undoing it restores the original file', async () => {
    const { session, deps: services } = createWaveformSession(0.005, { ...voiceFacts, durationMs: 4_980 });
    session.addFiles([clip(), voice()]);
    await waitForSnapshot(session, ({ state, voiceLoudness }) => state.found !== undefined && voiceLoudness !== null);
    session.setPlacement({ trimStartMs: 100, trimEndMs: 5_000, insertAtMs: 2_000, voiceVolume: 1.5, originalVolume: 0.25 });
    const before = session.getSnapshot().state.voice;
    session.adjustVoiceGain();
    await waitForSnapshot(session, ({ state }) => state.voice?.adjusted !== undefined);
    expect(session.getSnapshot().state.placement).toEqual({
      trimStartMs: 100,
      trimEndMs: 4_980,
      insertAtMs: 2_000,
      voiceVolume: 1.5,
      originalVolume: 0.25,
    });
    session.restoreOriginalVoice();
    await waitForSnapshot(session, ({ state }) => state.voice?.adjusted === undefined);
    expect(session.getSnapshot().state.voice).toEqual(before);
    session.create();
    await vi.waitFor(() => expect(services.onJobCreated).toHaveBeenCalled());
  });

  it('a gain adjustment always encodes from the original, even the second time', async () => {
    const { session, conformVoice: convertVoice } = createWaveformSession(0.005);
    session.addFiles([voice()]);
    await waitForSnapshot(session, ({ voiceLoudness }) => voiceLoudness !== null);
    session.adjustVoiceGain();
    await waitForSnapshot(session, ({ state, voiceLoudness }) => state.voice?.adjusted !== undefined && voiceLoudness !== null);
    session.adjustVoiceGain();
    await vi.waitFor(() => expect(convertVoice).toHaveBeenCalledTimes(2));
    expect(convertVoice.mock.calls.map(([file]) => (file instanceof File ? file.name : ''))).toEqual(['voice.mp3', 'voice.mp3']);
    const gains = convertVoice.mock.calls.map(([, , plan]) => (plan.kind === 'encode' ? plan.gainDb : 0));
    expect(gains[1]).toBeCloseTo(2 * (gains[0] ?? 0), 5);
  });

  it('a gain adjustment can be undone after a reload', async () => {
    const first = createWaveformSession(0.005);
    first.session.addFiles([voice()]);
    await waitForSnapshot(first.session, ({ voiceLoudness }) => voiceLoudness !== null);
    const before = first.session.getSnapshot().state.voice;
    first.session.adjustVoiceGain();
    await waitForSnapshot(first.session, ({ state }) => state.voice?.adjusted !== undefined);
    await first.session.flush();
    const next = createTestSession({ drafts: first.memory.store });
    await next.session.openDraft(first.remembered.draftId ?? '');
    expect(next.session.getSnapshot().state.voice?.adjusted?.original.fileKey).toBe(before?.fileKey);
    next.session.restoreOriginalVoice();
    await waitForSnapshot(next.session, ({ state }) => state.voice?.adjusted === undefined);
    expect(next.session.getSnapshot().state.voice).toEqual(before);
  });

  it('a new voice has no gain adjustment to undo', async () => {
    const { session } = createWaveformSession(0.005);
    session.addFiles([voice()]);
    await waitForSnapshot(session, ({ voiceLoudness }) => voiceLoudness !== null);
    session.adjustVoiceGain();
    await waitForSnapshot(session, ({ state }) => state.voice?.adjusted !== undefined);
    session.addFiles([voice('other.mp3')]);
    await waitForSnapshot(session, ({ state }) => state.voice?.name === 'other.mp3');
    session.restoreOriginalVoice();
    expect(session.getSnapshot().state.voice).toMatchObject({ name: 'other.mp3' });
  });
});
