/** How much memory a process holds and how long it has worked, as the system sees it. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export function readResidentBytes(pid: number): number {
  if (process.platform === 'linux') {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes) * 1024;
  }
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024;
}

/** Looks again and again until `stop`, which answers what it saw. */
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

const LOOK_EVERY_MS = 20;

/** What a process took while it moved so many bytes. */
export interface MemoryUse {
  readonly byteSize: number;
  readonly seconds: number;
  readonly beforeBytes: number;
  readonly growthBytes: number;
}

export async function measureMemory(pid: number, byteSize: number, work: () => Promise<unknown>): Promise<MemoryUse> {
  const beforeBytes = readResidentBytes(pid);
  const memory = watchMemory(pid, LOOK_EVERY_MS);
  const startedAt = performance.now();
  await work();
  const seconds = (performance.now() - startedAt) / 1000;
  return { byteSize, seconds, beforeBytes, growthBytes: Math.max(...memory.stop()) - beforeBytes };
}

/** A hundredth of a second, on every Linux there is. */
const TICK_MS = 10;

/** All processor time that a process has had; `null` where the system does not say. */
export function readCpuMs(pid: number): number | null {
  if (process.platform !== 'linux') return null;
  const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  // Fields 14 and 15, in the user's name and in the system's.
  return (Number(afterName[11]) + Number(afterName[12])) * TICK_MS;
}
