import { beforeEach, describe, expect, it } from 'vitest';
import { ResultPlayback } from '@/lib/media/playback/result-playback';
import { type FakeClock, FakeVideo } from './fake-video';

const FRAME_MS = 16;
/** A frame at 25 a second. */
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

/** Lets time pass frame by frame. @returns how far the two ever were apart. */
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
  it('plays, says where it is, and pauses there', async () => {
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

  it('keeps the pitch at every speed', async () => {
    playback.setRate(2);
    playback.toggle();
    await advance(1_000);
    expect(result.preservesPitch).toBe(true);
    expect(playback.getTimeMs()).toBeGreaterThan(1_900);
  });

  it('stops at its end, and begins again from the start', async () => {
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

  it('goes a frame on and back, to the picture and never to the one before it', async () => {
    playback.step(1);
    await advance(FRAME_MS);
    const first = playback.getTimeMs();
    expect(first).toBeGreaterThan(0);
    expect(result.seeks.at(-1)).toBeGreaterThan(first / 1000);
    playback.step(-1);
    await advance(FRAME_MS);
    expect(playback.getTimeMs()).toBe(0);
  });

  it('repeats the voice while it loops, and starts there from outside', async () => {
    playback.setLoop({ startMs: 2_000, endMs: 4_000 });
    playback.setLooping(true);
    playback.toggle();
    await advance(100);
    expect(playback.getTimeMs()).toBeGreaterThanOrEqual(2_000);
    await advance(2_100);
    expect(playback.getTimeMs()).toBeGreaterThanOrEqual(2_000);
    expect(playback.getTimeMs()).toBeLessThan(2_500);
  });

  it('does not loop where there is no voice', () => {
    playback.setLooping(true);
    expect(playback.getState().looping).toBe(false);
  });

  it('of many places asked for while it is on its way goes to the last alone', async () => {
    result.hasPendingSeeks = true;
    for (const ms of [1_000, 2_000, 3_000, 4_000]) playback.seek(ms);
    result.hasPendingSeeks = false;
    result.finishSeek();
    await advance(100);
    expect(result.seeks).toHaveLength(2);
    expect(result.currentTime).toBeCloseTo(4, 2);
  });

  it('is asked for anew when its address is over, and goes on from there', async () => {
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

  it('stays where it is when its address is over while nothing plays', async () => {
    playback.seek(3_000);
    await advance(FRAME_MS);
    result.fail();
    await advance(100);
    expect(playback.getState()).toMatchObject({ playing: false, failed: false });
    expect(playback.getTimeMs()).toBe(3_000);
    expect(result.currentTime).toBeCloseTo(3, 2);
  });

  it('is broken when it breaks again at once, and when it could never be read', async () => {
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

  it('shows that it stays paused where the browser refuses to play', async () => {
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

  it('are at one moment when nothing plays, wherever that is', async () => {
    for (const ms of [3_210, 0, 7_777]) {
      playback.seek(ms);
      await advance(FRAME_MS);
      expect(getDriftMs()).toBeLessThan(1);
    }
  });

  it('sound once: the one from before is muted', () => {
    expect(original.muted).toBe(true);
    expect(result.muted).toBe(false);
  });

  it.each([0.97, 1.03])('stay within a frame though one runs at %d of its speed', async (skew) => {
    original.skew = skew;
    playback.toggle();
    expect(await advance(8_000)).toBeLessThan(VIDEO_FRAME_MS);
  });

  it.each([0.5, 1, 2])('stay within a frame at %d times the speed', async (rate) => {
    original.skew = 1.02;
    playback.setRate(rate);
    playback.toggle();
    expect(await advance(4_000)).toBeLessThan(VIDEO_FRAME_MS);
  });

  it('are together again within half a second when one starts late', async () => {
    original.startDelayMs = 60;
    playback.toggle();
    await advance(500);
    expect(await advance(2_000)).toBeLessThan(10);
  });

  it('start anew together when one was lost', async () => {
    playback.toggle();
    await advance(500);
    original.currentTime = 8;
    await advance(100);
    expect(getDriftMs()).toBeLessThan(VIDEO_FRAME_MS);
    expect(result.paused).toBe(false);
  });

  it.each(['result', 'original'] as const)('wait for each other while the %s has no data', async (which) => {
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

  it('seek and loop together while they play', async () => {
    playback.setLoop({ startMs: 1_000, endMs: 3_000 });
    playback.setLooping(true);
    playback.toggle();
    await advance(700);
    playback.seek(2_500);
    expect(await advance(3_000)).toBeLessThan(VIDEO_FRAME_MS);
    expect(original.seeks.length).toBe(result.seeks.length);
  });

  it('lets the result go on where the one from before breaks or is shorter', async () => {
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

  it('lets the result go on when what it waits for is taken away', async () => {
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
