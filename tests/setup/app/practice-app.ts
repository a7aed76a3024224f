/** The simulator for tests: a clock in the hand, everything in memory. */

import { measureVideo, measureVoice } from '@/lib/server/media/measure';
import type { Faults } from '@/lib/simulator/faults';
import { createSimulator, type Simulator, type SimulatorOptions } from '@/lib/simulator/simulator';
import type { ReadableFile, SimulatorFiles, SimulatorState } from '@/lib/simulator/types';

export function memoryState(): SimulatorState & { readonly size: () => number } {
  const values = new Map<string, string>();
  return {
    get: async (key) => values.get(key) ?? null,
    put: async (key, value) => {
      values.set(key, value);
    },
    insert: async (key, value) => {
      if (values.has(key)) return false;
      values.set(key, value);
      return true;
    },
    size: () => values.size,
  };
}

export function memoryFiles(): SimulatorFiles & { readonly writes: () => number } {
  const stored = new Map<string, { readonly bytes: Uint8Array<ArrayBuffer>; readonly contentType: string }>();
  let writes = 0;
  return {
    async write(key, body, contentType) {
      const bytes = new Uint8Array(await new Response(body).arrayBuffer());
      writes += 1;
      stored.set(key, { bytes, contentType });
      return { byteSize: bytes.byteLength, contentType };
    },
    async stat(key) {
      const file = stored.get(key);
      return file === undefined ? null : { byteSize: file.bytes.byteLength, contentType: file.contentType };
    },
    async read(key, range) {
      const file = stored.get(key);
      if (file === undefined) throw new Error(`no file ${key}`);
      return new Blob([file.bytes.slice(range?.start ?? 0, (range?.end ?? file.bytes.byteLength) + 1)]).stream();
    },
    async delete(key) {
      stored.delete(key);
    },
    writes: () => writes,
  };
}

export interface Practice extends Simulator {
  /** Moves the clock. */
  readonly pass: (ms: number) => void;
  readonly nowMs: () => number;
  /** What went wrong inside, where nothing should. */
  readonly reports: readonly unknown[];
  /** Takes effect from the next call on. */
  readonly script: (faults: Faults | null) => void;
  /** The same memory in a new process. */
  readonly restarted: () => Practice;
}

export interface PracticeOptions extends Partial<SimulatorOptions> {
  /** What can be fetched, by address. */
  readonly videos?: Readonly<Record<string, ReadableFile>>;
}

const PRACTICE_START_MS = Date.UTC(2026, 10, 22, 12);

export function startPractice(options: PracticeOptions = {}, nowMs = PRACTICE_START_MS): Practice {
  const { videos = {}, ...given } = options;
  const state = given.state ?? memoryState();
  const files = given.files ?? memoryFiles();
  const reports: unknown[] = [];
  let clockMs = nowMs;
  let faults: Faults | null = given.faults ?? null;
  const simulator = createSimulator({
    now: () => clockMs,
    measureVideo,
    measureVoice,
    resolveVideo: async (url) => videos[url] ?? null,
    report: (error) => reports.push(error),
    ...given,
    state,
    files,
    faults: (call) => faults?.(call) ?? null,
  });
  return {
    ...simulator,
    pass: (ms) => {
      clockMs += ms;
    },
    nowMs: () => clockMs,
    reports,
    script: (next) => {
      faults = next;
    },
    restarted: () => startPractice({ ...options, state, files }, clockMs),
  };
}
