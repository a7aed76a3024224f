/** The simulator for tests, with a controllable clock and in-memory state. */

import { measureVideo, measureVoice } from '@/lib/server/media/measure';
import type { Faults } from '@/lib/simulator/faults';
import { createSimulator, type Simulator, type SimulatorOptions } from '@/lib/simulator/simulator';
import type { ReadableFile, SimulatorFiles, SimulatorState } from '@/lib/simulator/types';

export function createMemoryState(): SimulatorState & { readonly size: () => number } {
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

export function createMemoryFiles(): SimulatorFiles & { readonly writes: () => number } {
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

export interface PracticeApp extends Simulator {
  /** Advances the clock. */
  readonly advance: (ms: number) => void;
  readonly nowMs: () => number;
  /** Internal errors that the simulator reported. */
  readonly reportedErrors: readonly unknown[];
  /** Replaces the fault rules for subsequent calls. */
  readonly setFaults: (faults: Faults | null) => void;
  /** @returns a new simulator on the same state, as after a process restart. */
  readonly restart: () => PracticeApp;
}

export interface PracticeAppOptions extends Partial<SimulatorOptions> {
  /** Files that the simulator can fetch, by URL. */
  readonly videos?: Readonly<Record<string, ReadableFile>>;
}

const PRACTICE_START_MS = Date.UTC(2026, 10, 22, 12);

export function startPracticeApp(options: PracticeAppOptions = {}, nowMs = PRACTICE_START_MS): PracticeApp {
  const { videos = {}, ...given } = options;
  const state = given.state ?? createMemoryState();
  const files = given.files ?? createMemoryFiles();
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
    advance: (ms) => {
      clockMs += ms;
    },
    nowMs: () => clockMs,
    reportedErrors: reports,
    setFaults: (next) => {
      faults = next;
    },
    restart: () => startPracticeApp({ ...options, state, files }, clockMs),
  };
}
