/** Reads a process's memory and CPU time from the operating system. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export function readResidentBytes(pid: number): number {
  if (process.platform === 'linux') {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes) * 1024;
  }
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024;
}

/** Samples resident memory until `stop`, which returns the samples. */
export function watchMemory(pid: number, everyMs: number): { readonly stop: () => readonly number[] } {
  const seen = [readResidentBytes(pid)];
  const timer = setInterval(() => seen.push(readResidentBytes(pid)), everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      return [...seen, readResidentBytes(pid)];
    },
  };
}

const SAMPLE_INTERVAL_MS = 20;

/** Memory growth of a process during a transfer of `byteSize` bytes. */
export interface MemoryUse {
  readonly byteSize: number;
  readonly seconds: number;
  readonly beforeBytes: number;
  readonly growthBytes: number;
}

export async function measureMemory(pid: number, byteSize: number, work: () => Promise<unknown>): Promise<MemoryUse> {
  const beforeBytes = readResidentBytes(pid);
  const memory = watchMemory(pid, SAMPLE_INTERVAL_MS);
  const startedAt = performance.now();
  await work();
  const seconds = (performance.now() - startedAt) / 1000;
  return { byteSize, seconds, beforeBytes, growthBytes: Math.max(...memory.stop()) - beforeBytes };
}

/** Clock tick of /proc on Linux: 10 ms. */
const TICK_MS = 10;

/** @returns the CPU time of a process, or `null` on systems other than Linux. */
export function readCpuMs(pid: number): number | null {
  if (process.platform !== 'linux') return null;
  const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  // Fields 14 and 15: user and system time.
  return (Number(afterName[11]) + Number(afterName[12])) * TICK_MS;
}
