/** `npm run bench`: the figures that speed is judged by, each beside its baseline. It prints; it is no test. */

import { execFileSync } from 'node:child_process';
import { NEXT, ROOT } from '../setup/app-server.ts';
import { measureFirstLoad } from './first-load.ts';
import { measureMedia } from './media.ts';
import { measurePolling } from './polling.ts';
import { measureQueryRoute } from './query-route.ts';
import { measureUploadMemory } from './upload-memory.ts';

interface Row {
  readonly what: string;
  readonly ours: string;
  readonly baseline: string;
  readonly difference: string;
  readonly wanted: string;
  readonly met: boolean;
}

function print(rows: readonly Row[]): void {
  const head = { what: 'figure', ours: 'ours', baseline: 'baseline', difference: 'difference', wanted: 'wanted', met: '' };
  const cells = [head, ...rows.map((row) => ({ ...row, met: row.met ? 'met' : 'NOT MET' }))].map((row) => Object.values(row));
  const widths = Object.keys(head).map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  for (const row of cells)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('   ')
        .trimEnd(),
    );
}

/** The right to ask is given out 5 s apart; how long each question then takes to arrive differs. */
const WIRE_JITTER_MS = 100;

const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(0)} MB`;
const milliseconds = (ms: number) => `${ms.toFixed(2)} ms`;
/** What may come and go in a server that holds on to nothing. */
const FLAT_WITHIN_BYTES = 40_000_000;

if (!process.argv.includes('--no-build')) {
  execFileSync(process.execPath, [NEXT, 'build'], { cwd: ROOT, env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' }, stdio: 'inherit' });
}

const { ours, bare } = await measureFirstLoad();
const { cost, watched } = await measureQueryRoute();
const polling = await measurePolling();
const uploading = await measureUploadMemory();
const media = await measureMedia();
const ratio = ours.brotliBytes / bare.brotliBytes;
const addedMs = cost.routeMs - cost.directMs;
const allowedQueries = Math.floor(watched.seconds / 5) + 1;

console.log();
print([
  {
    what: `first-load JavaScript of / in brotli (${ours.files} files; bare page of the same Next: ${bare.files})`,
    ours: kilobytes(ours.brotliBytes),
    baseline: kilobytes(bare.brotliBytes),
    difference: `${ratio.toFixed(3)} ×`,
    wanted: 'at most 1.25 ×',
    met: ratio <= 1.25,
  },
  {
    what: `query route that asks upstream, median of ${cost.samples} (direct call of the same upstream)`,
    ours: milliseconds(cost.routeMs),
    baseline: milliseconds(cost.directMs),
    difference: `+${milliseconds(addedMs)}`,
    wanted: 'at most +5 ms',
    met: addedMs <= 5,
  },
  {
    what: 'the same, beside a bare node:http proxy before the same upstream',
    ours: milliseconds(cost.routeMs),
    baseline: milliseconds(cost.proxyMs),
    difference: `${(cost.routeMs / cost.proxyMs).toFixed(2)} ×`,
    wanted: 'at most 3 ×',
    met: cost.routeMs <= 3 * cost.proxyMs,
  },
  {
    what: 'query route that need not ask, median',
    ours: milliseconds(cost.coalescedMs),
    baseline: milliseconds(cost.directMs),
    difference: `${milliseconds(cost.coalescedMs - cost.directMs)}`,
    wanted: '–',
    met: true,
  },
  {
    what: `queries of upstream in ${watched.seconds} s, ${watched.watchers} watchers asking ${watched.asked} times`,
    ours: String(watched.upstreamQueries),
    baseline: String(watched.asked),
    difference: watched.shortestGapMs === null ? '–' : `${(watched.shortestGapMs / 1000).toFixed(2)} s apart at least`,
    wanted: 'one in 5 s',
    met: watched.upstreamQueries <= allowedQueries && (watched.shortestGapMs ?? 5_000) >= 5_000 - WIRE_JITTER_MS,
  },
  {
    what: `${polling.editors} editors polling ${polling.editors} jobs for a minute, ${polling.asked} answers, 99th percentile (median)${polling.cpuMs === null ? '' : `, ${polling.cpuMs.toFixed(1)} ms of the server’s work each`}`,
    ours: milliseconds(polling.p99Ms),
    baseline: milliseconds(polling.medianMs),
    difference: `${polling.errors} errors`,
    wanted: 'under 250 ms, no error',
    met: polling.errors === 0 && polling.p99Ms < 250,
  },
  {
    what: 'memory of the server meanwhile, at most (just started)',
    ours: megabytes(polling.mostBytes),
    baseline: megabytes(polling.idleBytes),
    difference: `${megabytes(polling.growthBytes)} from the second quarter of the minute to the last`,
    wanted: 'under 400 MB, and flat',
    met: polling.mostBytes < 400_000_000 && polling.growthBytes < FLAT_WITHIN_BYTES,
  },
  {
    what: `growth of memory during an upload of ${megabytes(uploading.byteSize)} (the upload)`,
    ours: megabytes(uploading.growthBytes),
    baseline: megabytes(uploading.byteSize),
    difference: `in ${uploading.seconds.toFixed(1)} s, from ${megabytes(uploading.beforeBytes)}`,
    wanted: 'under 64 MB',
    met: uploading.growthBytes < 64_000_000,
  },
  ...media.compared.map(({ what, oursMs, baselineMs, wantedTimes }) => ({
    what,
    ours: milliseconds(oursMs),
    baseline: milliseconds(baselineMs),
    difference: `${(baselineMs / oursMs).toFixed(2)} × as fast`,
    wanted: wantedTimes === 1 ? 'as fast' : `${wantedTimes} × as fast`,
    met: baselineMs / oursMs >= wantedTimes,
  })),
  ...Object.entries({ 'at its end': media.readShare.indexAtEnd, 'at its start': media.readShare.indexAtStart }).map(([where, share]) => ({
    what: `bytes read to probe 100 MB, index ${where}`,
    ours: `${(share * 100).toFixed(2)} %`,
    baseline: '100 %',
    difference: '–',
    wanted: 'under 1 %',
    met: share < 0.01,
  })),
  {
    what: 'first of 20 thumbnails',
    ours: milliseconds(media.firstThumbnailMs),
    baseline: '–',
    difference: '–',
    wanted: 'under 150 ms',
    met: media.firstThumbnailMs < 150,
  },
  {
    what: 'cut of 40 s on a key picture',
    ours: `${media.cutTimesRealTime.toFixed(0)} × real time`,
    baseline: 'real time',
    difference: '–',
    wanted: '80 × real time',
    met: media.cutTimesRealTime >= 80,
  },
]);
