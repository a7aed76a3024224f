/** Upstream's limits for a video, and the check against them. */

import type { Milliseconds } from './time';

/** Limits of `identify-face` (specification); MB is 1,000,000 bytes. */
export const VIDEO_LIMITS = {
  maxByteSize: 100_000_000,
  minDurationMs: 2_000,
  maxDurationMs: 60_000,
  /** Both displayed sides, in pixels. */
  minSidePx: 512,
  maxSidePx: 2160,
  /** "720p and 1080p only": a short side outside this range gets a warning, not an error. */
  minShortSidePx: 720,
  maxShortSidePx: 1080,
} as const;

export type VideoContainer = 'mp4' | 'mov' | 'other';

/** Facts about a video file. The browser and the server measure them independently. */
export interface VideoFacts {
  readonly container: VideoContainer;
  readonly byteSize: number;
  readonly durationMs: Milliseconds;
  /** Displayed size with rotation applied; 0 × 0 without a video track. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly hasSound: boolean;
}

/** A violation that upstream rejects (`error`) or may reject (`warning`). */
export type VideoFinding =
  | { readonly code: 'video-container'; readonly severity: 'error' }
  | { readonly code: 'video-too-large'; readonly severity: 'error'; readonly byteSize: number; readonly maxByteSize: number }
  | {
      readonly code: 'video-too-short';
      readonly severity: 'error';
      readonly durationMs: Milliseconds;
      readonly minDurationMs: Milliseconds;
    }
  | { readonly code: 'video-too-long'; readonly severity: 'error'; readonly durationMs: Milliseconds; readonly maxDurationMs: Milliseconds }
  | { readonly code: 'video-no-picture'; readonly severity: 'error' }
  | {
      readonly code: 'video-too-small';
      readonly severity: 'error';
      readonly widthPx: number;
      readonly heightPx: number;
      readonly minSidePx: number;
    }
  | {
      readonly code: 'video-too-big';
      readonly severity: 'error';
      readonly widthPx: number;
      readonly heightPx: number;
      readonly maxSidePx: number;
    }
  | { readonly code: 'video-odd-size'; readonly severity: 'warning'; readonly widthPx: number; readonly heightPx: number };

/** Checks a video against upstream's limits, all bounds inclusive. An empty list means legal. */
export function checkVideoLimits(facts: VideoFacts): VideoFinding[] {
  const { byteSize, durationMs, widthPx, heightPx } = facts;
  const limits = VIDEO_LIMITS;
  const findings: VideoFinding[] = [];
  if (facts.container === 'other') findings.push({ code: 'video-container', severity: 'error' });
  if (byteSize > limits.maxByteSize) {
    findings.push({ code: 'video-too-large', severity: 'error', byteSize, maxByteSize: limits.maxByteSize });
  }
  if (durationMs < limits.minDurationMs) {
    findings.push({ code: 'video-too-short', severity: 'error', durationMs, minDurationMs: limits.minDurationMs });
  }
  if (durationMs > limits.maxDurationMs) {
    findings.push({ code: 'video-too-long', severity: 'error', durationMs, maxDurationMs: limits.maxDurationMs });
  }
  if (widthPx === 0 || heightPx === 0) {
    findings.push({ code: 'video-no-picture', severity: 'error' });
    return findings;
  }
  const shortSidePx = Math.min(widthPx, heightPx);
  const longSidePx = Math.max(widthPx, heightPx);
  if (shortSidePx < limits.minSidePx) {
    findings.push({ code: 'video-too-small', severity: 'error', widthPx, heightPx, minSidePx: limits.minSidePx });
  }
  if (longSidePx > limits.maxSidePx) {
    findings.push({ code: 'video-too-big', severity: 'error', widthPx, heightPx, maxSidePx: limits.maxSidePx });
  }
  const legal = shortSidePx >= limits.minSidePx && longSidePx <= limits.maxSidePx;
  if (legal && (shortSidePx < limits.minShortSidePx || shortSidePx > limits.maxShortSidePx)) {
    findings.push({ code: 'video-odd-size', severity: 'warning', widthPx, heightPx });
  }
  return findings;
}
