import { beforeEach, describe, expect, it } from 'vitest';
import { ResultPlayback } from '@/lib/media/playback/result-playback';
import { type FakeClock, FakeVideo } from './fake-video';

const FRAME_MS = 16;
/** A frame at 25 frames per second. */
const VIDEO_FRAME_MS = 40;

let clock: FakeClock;
let frames: (() => void)[];
let playback: ResultPlayback;
let result: FakeVideo;
let original: FakeVideo;

beforeEach(() => {
  clock = { nowMs: 0 };
  frames = [];
  playback = new ResultPlayback({
    requestFrame: (callback) => frames.push(callback),
    cancelFrame: () => void frames.splice(0),
    now: () => clock.nowMs,
  });
  result = new FakeVideo(clock);
  original = new FakeVideo(clock);
  playback.attach(result.asElement());
});

/** Advances the clock frame by frame. @returns the largest drift between the videos. */
async function advance(ms: number): Promise<number> {
  let maxDriftMs = 0;
  for (const endMs = clock.nowMs + ms; clock.nowMs < endMs; ) {
    clock.nowMs += FRAME_MS;
    for (const frame of frames.splice(0)) frame();
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    if (!result.paused && !original.paused) maxDriftMs = Math.max(maxDriftMs, Math.abs(result.currentTime - original.currentTime) * 1000);
  }
  return maxDriftMs;
}

const getDriftMs = () => Math.abs(result.currentTime - original.currentTime) * 1000;

describe('one video', () => {
  it('ResultPlayback plays, reports the time and pauses', async () => {
    playback.toggle();
    await advance(1_000);
    expect(playback.getState().playing).toBe(true);
    expect(playback.getTimeMs()).toBeGreaterThan(950);
    playback.toggle();
    expect(result.paused).toBe(true);
    const atMs = playback.getTimeMs();
    await advance(500);
    expect(playback.getTimeMs()).toBe(atMs);
  });

  it('ResultPlayback preserves the pitch at every rate', async () => {
    playback.setRate(2);
    playback.toggle();
    await advance(1_000);
    expect(result.preservesPitch).toBe(true);
    expect(playback.getTimeMs()).toBeGreaterThan(1_900);
  });

  it('ResultPlayback stops at the end and restarts from 0', async () => {
    playback.seek(9_900);
    await advance(FRAME_MS);
    playback.toggle();
    await advance(300);
    result.dispatchEvent(new Event('ended'));
    expect(playback.getState().playing).toBe(false);
    expect(playback.getTimeMs()).toBe(10_000);
    playback.toggle();
    await advance(100);
    expect(playback.getTimeMs()).toBeLessThan(200);
  });

  it('ResultPlayback steps exactly one frame forward and back', async () => {
    playback.step(1);
    await advance(FRAME_MS);
    const first = playback.getTimeMs();
    expect(first).toBeGreaterThan(0);
    expect(result.seeks.at(-1)).toBeGreaterThan(first / 1000);
    playback.step(-1);
    await advance(FRAME_MS);
    expect(playback.getTimeMs()).toBe(0);
  });

  it('ResultPlayback loops over the voice and starts there from outside', async () => {
    playback.setLoop({ startMs: 2_000, endMs: 4_000 });
    playback.setLooping(true);
    playback.toggle();
    await advance(100);
    expect(playback.getTimeMs()).toBeGreaterThanOrEqual(2_000);
    await advance(2_100);
    expect(playback.getTimeMs()).toBeGreaterThanOrEqual(2_000);
    expect(playback.getTimeMs()).toBeLessThan(2_500);
  });

  it('ResultPlayback does not loop without a voice', () => {
    playback.setLooping(true);
    expect(playback.getState().looping).toBe(false);
  });

  it('ResultPlayback seeks to the last of several targets requested during a seek', async () => {
    result.hasPendingSeeks = true;
    for (const ms of [1_000, 2_000, 3_000, 4_000]) playback.seek(ms);
    result.hasPendingSeeks = false;
    result.finishSeek();
    await advance(100);
    expect(result.seeks).toHaveLength(2);
    expect(result.currentTime).toBeCloseTo(4, 2);
  });

  it('ResultPlayback reloads an expired URL and continues at the same time', async () => {
    playback.seek(3_000);
    await advance(FRAME_MS);
    playback.toggle();
    await advance(1_000);
    result.fail();
    expect(playback.getState().failed).toBe(false);
    await advance(1_000);
    expect(result.loads).toBe(1);
    expect(playback.getState()).toMatchObject({ playing: true, failed: false, waiting: false });
    expect(playback.getTimeMs()).toBeGreaterThan(4_800);
    expect(Math.abs(playback.getTimeMs() - result.currentTime * 1000)).toBeLessThan(VIDEO_FRAME_MS);
  });

  it('ResultPlayback keeps its position when the URL expires while paused', async () => {
    playback.seek(3_000);
    await advance(FRAME_MS);
    result.fail();
    await advance(100);
    expect(playback.getState()).toMatchObject({ playing: false, failed: false });
    expect(playback.getTimeMs()).toBe(3_000);
    expect(result.currentTime).toBeCloseTo(3, 2);
  });

  it('ResultPlayback fails after a second error, or if the file never loaded', async () => {
    playback.toggle();
    await advance(500);
    result.isUnavailable = true;
    result.fail();
    await advance(100);
    expect(result.loads).toBe(1);
    expect(playback.getState()).toMatchObject({ playing: false, failed: true });
    const unreadable = new FakeVideo(clock);
    unreadable.readyState = 0;
    const otherVideo = new ResultPlayback({ requestFrame: () => 0, cancelFrame: () => undefined, now: () => clock.nowMs });
    otherVideo.attach(unreadable.asElement());
    unreadable.fail();
    expect([unreadable.loads, otherVideo.getState().failed]).toEqual([0, true]);
  });

  it('ResultPlayback stays paused when the browser blocks playback', async () => {
    result.play = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    playback.toggle();
    await advance(50);
    expect(playback.getState().playing).toBe(false);
  });
});

describe('two videos', () => {
  beforeEach(async () => {
    playback.attachCompanion(original.asElement());
    await advance(FRAME_MS);
  });

  it('both videos have the same time while paused', async () => {
    for (const ms of [3_210, 0, 7_777]) {
      playback.seek(ms);
      await advance(FRAME_MS);
      expect(getDriftMs()).toBeLessThan(1);
    }
  });

  it('the original video is muted', () => {
    expect(original.muted).toBe(true);
    expect(result.muted).toBe(false);
  });

  it.each([0.97, 1.03])('both videos stay within a frame when one runs at %d of its rate', async (skew) => {
    original.skew = skew;
    playback.toggle();
    expect(await advance(8_000)).toBeLessThan(VIDEO_FRAME_MS);
  });

  it.each([0.5, 1, 2])('both videos stay within a frame at a rate of %d', async (rate) => {
    original.skew = 1.02;
    playback.setRate(rate);
    playback.toggle();
    expect(await advance(4_000)).toBeLessThan(VIDEO_FRAME_MS);
  });

  it('both videos are in sync within half a second when one starts late', async () => {
    original.startDelayMs = 60;
    playback.toggle();
    await advance(500);
    expect(await advance(2_000)).toBeLessThan(10);
  });

  it('both videos are aligned again after a large drift', async () => {
    playback.toggle();
    await advance(500);
    original.currentTime = 8;
    await advance(100);
    expect(getDriftMs()).toBeLessThan(VIDEO_FRAME_MS);
    expect(result.paused).toBe(false);
  });

  it.each(['result', 'original'] as const)('both videos wait while the %s has no data', async (which) => {
    playback.toggle();
    await advance(500);
    const [starved, otherVideo] = which === 'result' ? [result, original] : [original, result];
    starved.setStarved(true);
    await advance(500);
    expect(otherVideo.paused).toBe(true);
    expect(playback.getState()).toMatchObject({ playing: true, waiting: true });
    starved.setStarved(false);
    await advance(500);
    expect(otherVideo.paused).toBe(false);
    expect(playback.getState().waiting).toBe(false);
    expect(getDriftMs()).toBeLessThan(VIDEO_FRAME_MS);
  });

  it('both videos seek and loop together during playback', async () => {
    playback.setLoop({ startMs: 1_000, endMs: 3_000 });
    playback.setLooping(true);
    playback.toggle();
    await advance(700);
    playback.seek(2_500);
    expect(await advance(3_000)).toBeLessThan(VIDEO_FRAME_MS);
    expect(original.seeks.length).toBe(result.seeks.length);
  });

  it('the result continues when the original fails or is shorter', async () => {
    original.duration = 4;
    playback.seek(3_500);
    await advance(FRAME_MS);
    playback.toggle();
    await advance(1_500);
    expect(playback.getTimeMs()).toBeGreaterThan(4_500);
    original.isUnavailable = true;
    original.fail();
    await advance(500);
    expect(playback.getState().companion).toBe('broken');
    expect(result.paused).toBe(false);
  });

  it('the result continues when the original is detached while it waits', async () => {
    original.hasPendingSeeks = true;
    const detach = playback.attachCompanion(original.asElement());
    playback.seek(2_000);
    playback.toggle();
    await advance(100);
    expect(result.paused).toBe(true);
    detach();
    await advance(100);
    expect(result.paused).toBe(false);
    expect(playback.getState()).toMatchObject({ companion: 'none', waiting: false });
  });
});
