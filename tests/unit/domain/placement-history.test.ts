import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Placement } from '@/lib/domain/placement';
import { EMPTY_HISTORY, type PlacementHistory, recordPlacement, redoPlacement, undoPlacement } from '@/lib/domain/placement-history';
import { createTimeRange } from '@/lib/domain/time';
import { type WizardAction, type WizardState, wizardReducer } from '@/lib/domain/wizard';
import { runs } from './property-runs';

const START: WizardState = {
  video: {
    name: 'clip.mp4',
    source: { kind: 'file', fileKey: 'clip' },
    facts: { container: 'mp4', byteSize: 4_000_000, durationMs: 20_000, widthPx: 1280, heightPx: 720, hasSound: true, frameRate: 25 },
  },
  found: {
    videoId: 'video-1',
    durationMs: 20_000,
    expiresAt: '2026-01-02T00:00:00Z',
    faces: [
      { faceId: 'a', window: createTimeRange(0, 9_000), thumbnailUrl: null },
      { faceId: 'b', window: createTimeRange(8_000, 20_000), thumbnailUrl: null },
    ],
  },
  faceId: 'a',
  voice: { name: 'voice.wav', fileKey: 'voice-1', facts: { kind: 'wav', byteSize: 400_000, durationMs: 6_000 } },
};

interface Held {
  readonly state: WizardState;
  readonly history: PlacementHistory;
}

const held: Held = { state: START, history: EMPTY_HISTORY };

function act({ state, history }: Held, action: WizardAction, gesture?: string): Held {
  const next = wizardReducer(state, action);
  return { state: next, history: recordPlacement(history, state, next, gesture) };
}

function retrace({ state, history }: Held, way: 'undo' | 'redo'): Held | null {
  const step = way === 'undo' ? undoPlacement(history, state) : redoPlacement(history, state);
  return step && { state: wizardReducer(state, { type: 'placement-restored', snapshot: step.snapshot }), history: step.history };
}

const at = (insertAtMs: number): Placement => ({ trimStartMs: 0, trimEndMs: 4_000, insertAtMs, voiceVolume: 1, originalVolume: 0 });
const placed = (insertAtMs: number): WizardAction => ({ type: 'placed', placement: at(insertAtMs) });
const facts = ({ state }: Held) => ({ faceId: state.faceId, placement: state.placement });

const change = fc.oneof(
  fc.record({ type: fc.constant('placed' as const), placement: fc.integer({ min: 0, max: 9_000 }).map(at) }),
  fc.record({ type: fc.constant('face-chosen' as const), faceId: fc.constantFrom('a', 'b') }),
  fc.constant({ type: 'placement-reset' as const }),
);
const gesture = fc.constantFrom(undefined, 'drag-1', 'drag-2');

describe('placement history', () => {
  it('undoPlacement reverts every change, and redoPlacement repeats it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(change, gesture), { maxLength: 30 }), (changes) => {
        const after = changes.reduce((now, [action, by]) => act(now, action, by), held);
        let now = after;
        for (let step = retrace(now, 'undo'); step !== null; step = retrace(now, 'undo')) now = step;
        expect(facts(now)).toEqual(facts(held));
        for (let step = retrace(now, 'redo'); step !== null; step = retrace(now, 'redo')) now = step;
        expect(facts(now)).toEqual(facts(after));
      }),
      runs(300),
    );
  });

  it('undoPlacement reverts a gesture as one step', () => {
    const dragged = [1_000, 1_500, 2_000].reduce((now, ms) => act(now, placed(ms), 'drag'), act(held, placed(500)));
    const back = retrace(dragged, 'undo');
    expect(back?.state.placement).toEqual(at(500));
    expect(back && retrace(back, 'redo')?.state.placement).toEqual(at(2_000));
  });

  it('recordPlacement adds no step for a gesture that ends where it began', () => {
    const before = act(held, placed(500));
    const after = act(act(before, placed(900), 'drag'), placed(500), 'drag');
    expect(after.history.past).toEqual(before.history.past);
  });

  it('recordPlacement keeps two gestures of the same handle apart', () => {
    const after = act(act(act(held, placed(500)), placed(900), 'drag-1'), placed(1_300), 'drag-2');
    expect(retrace(after, 'undo')?.state.placement).toEqual(at(900));
  });

  it('undoPlacement restores the face with its placement', () => {
    const after = act(act(held, placed(500)), { type: 'face-chosen', faceId: 'b' });
    expect(facts(after)).toEqual({ faceId: 'b', placement: undefined });
    expect(retrace(after, 'undo')?.state).toMatchObject({ faceId: 'a', placement: at(500) });
  });

  it('redoPlacement returns null after another change', () => {
    const back = retrace(act(act(held, placed(500)), placed(900)), 'undo');
    expect(back && retrace(act(back, placed(700)), 'redo')).toBeNull();
  });

  it.each<[string, WizardAction]>([
    [
      'another voice',
      { type: 'voice-chosen', voice: { name: 'b.wav', fileKey: 'voice-2', facts: { kind: 'wav', byteSize: 1, durationMs: 6_000 } } },
    ],
    ['the removal of the clip', { type: 'video-removed' }],
    ['expired faces', { type: 'faces-expired', videoId: 'video-1' }],
  ])('recordPlacement clears the history after %s', (_what, action) => {
    const after = act(act(held, placed(500)), action);
    expect(after.history).toEqual(EMPTY_HISTORY);
    expect(retrace(after, 'undo')).toBeNull();
  });

  it('recordPlacement ignores other changes', () => {
    const after = act(act(held, placed(500)), { type: 'job-created', jobId: 'job-1' });
    expect(after.history.past).toHaveLength(1);
  });

  it('recordPlacement drops the oldest steps first', () => {
    let now = held;
    for (let step = 1; step <= 300; step += 1) now = act(now, placed(step));
    expect(now.history.past).toHaveLength(200);
    expect(retrace(now, 'undo')?.state.placement).toEqual(at(299));
  });
});
