import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Placement } from '@/lib/domain/placement';
import { EMPTY_HISTORY, type PlacementHistory, recordPlacementChange, redoPlacement, undoPlacement } from '@/lib/domain/placement-history';
import { createTimeRange } from '@/lib/domain/time';
import { type WizardAction, type WizardState, wizardReducer } from '@/lib/domain/wizard';
import { propertyOptions } from './property-options';

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

interface HistoryRun {
  readonly state: WizardState;
  readonly history: PlacementHistory;
}

const initialRun: HistoryRun = { state: START, history: EMPTY_HISTORY };

function dispatch({ state, history }: HistoryRun, action: WizardAction, gesture?: string): HistoryRun {
  const next = wizardReducer(state, action);
  return { state: next, history: recordPlacementChange(history, state, next, gesture) };
}

function stepHistory({ state, history }: HistoryRun, way: 'undo' | 'redo'): HistoryRun | null {
  const step = way === 'undo' ? undoPlacement(history, state) : redoPlacement(history, state);
  return step && { state: wizardReducer(state, { type: 'placement-restored', snapshot: step.snapshot }), history: step.history };
}

const placementAt = (insertAtMs: number): Placement => ({
  trimStartMs: 0,
  trimEndMs: 4_000,
  insertAtMs,
  voiceVolume: 1,
  originalVolume: 0,
});
const placed = (insertAtMs: number): WizardAction => ({ type: 'placed', placement: placementAt(insertAtMs) });
const facts = ({ state }: HistoryRun) => ({ faceId: state.faceId, placement: state.placement });

const change = fc.oneof(
  fc.record({ type: fc.constant('placed' as const), placement: fc.integer({ min: 0, max: 9_000 }).map(placementAt) }),
  fc.record({ type: fc.constant('face-chosen' as const), faceId: fc.constantFrom('a', 'b') }),
  fc.constant({ type: 'placement-reset' as const }),
);
const gesture = fc.constantFrom(undefined, 'drag-1', 'drag-2');

describe('placement history', () => {
  it('undoPlacement reverts every change, and redoPlacement repeats it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(change, gesture), { maxLength: 30 }), (changes) => {
        const after = changes.reduce((now, [action, by]) => dispatch(now, action, by), initialRun);
        let now = after;
        for (let step = stepHistory(now, 'undo'); step !== null; step = stepHistory(now, 'undo')) now = step;
        expect(facts(now)).toEqual(facts(initialRun));
        for (let step = stepHistory(now, 'redo'); step !== null; step = stepHistory(now, 'redo')) now = step;
        expect(facts(now)).toEqual(facts(after));
      }),
      propertyOptions(300),
    );
  });

  it('undoPlacement reverts a gesture as one step', () => {
    const dragged = [1_000, 1_500, 2_000].reduce((now, ms) => dispatch(now, placed(ms), 'drag'), dispatch(initialRun, placed(500)));
    const back = stepHistory(dragged, 'undo');
    expect(back?.state.placement).toEqual(placementAt(500));
    expect(back && stepHistory(back, 'redo')?.state.placement).toEqual(placementAt(2_000));
  });

  it('recordPlacement adds no step for a gesture that ends where it began', () => {
    const before = dispatch(initialRun, placed(500));
    const after = dispatch(dispatch(before, placed(900), 'drag'), placed(500), 'drag');
    expect(after.history.past).toEqual(before.history.past);
  });

  it('recordPlacement keeps two gestures of the same handle apart', () => {
    const after = dispatch(dispatch(dispatch(initialRun, placed(500)), placed(900), 'drag-1'), placed(1_300), 'drag-2');
    expect(stepHistory(after, 'undo')?.state.placement).toEqual(placementAt(900));
  });

  it('undoPlacement restores the face with its placement', () => {
    const after = dispatch(dispatch(initialRun, placed(500)), { type: 'face-chosen', faceId: 'b' });
    expect(facts(after)).toEqual({ faceId: 'b', placement: undefined });
    expect(stepHistory(after, 'undo')?.state).toMatchObject({ faceId: 'a', placement: placementAt(500) });
  });

  it('redoPlacement returns null after another change', () => {
    const back = stepHistory(dispatch(dispatch(initialRun, placed(500)), placed(900)), 'undo');
    expect(back && stepHistory(dispatch(back, placed(700)), 'redo')).toBeNull();
  });

  it.each<[string, WizardAction]>([
    [
      'another voice',
      { type: 'voice-chosen', voice: { name: 'b.wav', fileKey: 'voice-2', facts: { kind: 'wav', byteSize: 1, durationMs: 6_000 } } },
    ],
    ['the removal of the clip', { type: 'video-removed' }],
    ['expired faces', { type: 'faces-expired', videoId: 'video-1' }],
  ])('recordPlacement clears the history after %s', (_what, action) => {
    const after = dispatch(dispatch(initialRun, placed(500)), action);
    expect(after.history).toEqual(EMPTY_HISTORY);
    expect(stepHistory(after, 'undo')).toBeNull();
  });

  it('recordPlacement ignores other changes', () => {
    const after = dispatch(dispatch(initialRun, placed(500)), { type: 'job-created', jobId: 'job-1' });
    expect(after.history.past).toHaveLength(1);
  });

  it('recordPlacement drops the oldest steps first', () => {
    let now = initialRun;
    for (let step = 1; step <= 300; step += 1) now = dispatch(now, placed(step));
    expect(now.history.past).toHaveLength(200);
    expect(stepHistory(now, 'undo')?.state.placement).toEqual(placementAt(299));
  });
});
