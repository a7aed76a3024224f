/** `npm run bench`: prints the performance figures, each beside its baseline. Not a test. */

import { execFileSync } from 'node:child_process';
import { NEXT, ROOT } from '../setup/app-server.ts';
import { measureFirstLoad } from './first-load.ts';
import { measureLibrary } from './library.ts';
import { measureWithLighthouse } from './lighthouse.ts';
import { measureMedia } from './media.ts';
import { measureArchiveMemory } from './memory/archive.ts';
import { measureS3Upload } from './memory/s3-upload.ts';
import { measureUploadMemory } from './memory/upload.ts';
import { measurePolling } from './polling.ts';
import { measureQueryRoute } from './query-route.ts';
import { measureSteps, STEP_ROUNDS } from './steps.ts';
import { CPU_SLOWDOWN } from './timeline/page.ts';
import { measureTimeline } from './timeline/timeline.ts';

interface Row {
  readonly what: string;
  readonly ours: string;
  readonly baseline: string;
  readonly difference: string;
  readonly wanted: string;
  readonly met: boolean;
}

function printRows(rows: readonly Row[]): void {
  const header = { what: 'figure', ours: 'ours', baseline: 'baseline', difference: 'difference', wanted: 'wanted', met: '' };
  const cells = [header, ...rows.map((row) => ({ ...row, met: row.met ? 'met' : 'NOT MET' }))].map((row) => Object.values(row));
  const widths = Object.keys(header).map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  for (const row of cells)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('   ')
        .trimEnd(),
    );
}

/** Queries are sent at least 5 s apart; their arrival times vary by this much. */
const WIRE_JITTER_MS = 100;

const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(0)} MB`;
const milliseconds = (ms: number) => `${ms.toFixed(2)} ms`;
/** Allowed fluctuation of memory in a server without leaks. */
const FLAT_WITHIN_BYTES = 40_000_000;

if (!process.argv.includes('--no-build')) {
  execFileSync(process.execPath, [NEXT, 'build'], { cwd: ROOT, env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' }, stdio: 'inherit' });
}

const { ours, withoutMedia, bare } = await measureFirstLoad();
const lighthouse = await measureWithLighthouse();
const steps = await measureSteps();
const { cost, watched } = await measureQueryRoute();
const polling = await measurePolling();
const uploading = await measureUploadMemory();
const archiving = await measureArchiveMemory();
const bucket = await measureS3Upload();
const library = await measureLibrary();
const media = await measureMedia();
const timeline = await measureTimeline();
/** JavaScript that the media converter adds to the first load. */
const mediaBytes = ours.brotliBytes - withoutMedia.brotliBytes;
const ratio = ours.brotliBytes / bare.brotliBytes;
const addedMs = cost.routeMs - cost.directMs;
const allowedQueries = Math.floor(watched.seconds / 5) + 1;

console.log();
printRows([
  {
    what: `first-load JavaScript of / in brotli (${ours.files} files; bare page of the same Next: ${bare.files})`,
    ours: kilobytes(ours.brotliBytes),
    baseline: kilobytes(bare.brotliBytes),
    difference: `${ratio.toFixed(3)} ×`,
    wanted: 'at most 1.25 ×',
    met: ratio <= 1.25,
  },
  {
    what: 'the same, beside the same page without the media doctor',
    ours: kilobytes(ours.brotliBytes),
    baseline: kilobytes(withoutMedia.brotliBytes),
    difference: `${mediaBytes < 0 ? '' : '+'}${kilobytes(mediaBytes)}`,
    wanted: 'the same, ± 2 kB',
    met: Math.abs(mediaBytes) <= 2_000,
  },
  {
    what: 'Lighthouse, mobile: performance of /, median of five (bare page)',
    ours: String(lighthouse.ours.performance),
    baseline: String(lighthouse.bare.performance),
    difference: String(lighthouse.ours.performance - lighthouse.bare.performance),
    wanted: 'at most 3 points lower',
    met: lighthouse.ours.performance >= lighthouse.bare.performance - 3,
  },
  ...(
    [
      ['accessibility', lighthouse.ours.accessibility, lighthouse.bare.accessibility],
      ['best practices', lighthouse.ours.bestPractices, lighthouse.bare.bestPractices],
    ] as const
  ).map(([what, marks, bareMarks]) => ({
    what: `the same: ${what}`,
    ours: String(marks),
    baseline: String(bareMarks),
    difference: '–',
    wanted: '100',
    met: marks === 100,
  })),
  {
    what: 'the same: largest contentful paint, measured on that phone and that line (bare page)',
    ours: milliseconds(lighthouse.ours.lcpMs),
    baseline: milliseconds(lighthouse.bare.lcpMs),
    difference: `as its model has it ${milliseconds(lighthouse.ours.modelledLcpMs)} (${milliseconds(lighthouse.bare.modelledLcpMs)})`,
    wanted: 'under 1200 ms',
    met: lighthouse.ours.lcpMs < 1_200 && lighthouse.ours.modelledLcpMs < 1_200,
  },
  {
    what: 'the same: layout shift',
    ours: lighthouse.ours.shift.toFixed(4),
    baseline: lighthouse.bare.shift.toFixed(4),
    difference: '–',
    wanted: '0',
    met: lighthouse.ours.shift === 0,
  },
  ...steps.map(({ step, inpMs, worstMs, shift, presses }) => ({
    what: `a phone, 4 × slowed down, ${step}: longest of ${presses} presses to its picture, median of ${STEP_ROUNDS}`,
    ours: `${milliseconds(inpMs)} (${worstMs.toFixed(0)} at most)`,
    baseline: '–',
    difference: `layout shift ${shift.toFixed(4)}`,
    wanted: 'under 100 ms, no shift',
    met: inpMs < 100 && shift === 0,
  })),
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
    difference: `${(cost.routeMs / cost.proxyMs).toFixed(2)} ×; a route of the same Next that only asks ${milliseconds(cost.bareRouteMs)}, ${(cost.bareRouteMs / cost.proxyMs).toFixed(2)} ×`,
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
    what: `queries of upstream in ${watched.seconds} s, ${watched.watchers} watchers asking ${watched.pollCount} times`,
    ours: String(watched.upstreamQueries),
    baseline: String(watched.pollCount),
    difference: watched.shortestGapMs === null ? '–' : `${(watched.shortestGapMs / 1000).toFixed(2)} s apart at least`,
    wanted: 'one in 5 s',
    met: watched.upstreamQueries <= allowedQueries && (watched.shortestGapMs ?? 5_000) >= 5_000 - WIRE_JITTER_MS,
  },
  {
    what: `${polling.editors} editors polling ${polling.editors} jobs for a minute, ${polling.pollCount} answers, 99th percentile (median)${polling.cpuMs === null ? '' : `, ${polling.cpuMs.toFixed(1)} ms of the server’s work each`}`,
    ours: milliseconds(polling.p99Ms),
    baseline: milliseconds(polling.medianMs),
    difference: `${polling.errors} errors`,
    wanted: 'under 250 ms, no error',
    met: polling.errors === 0 && polling.p99Ms < 250,
  },
  {
    what: 'memory of the server meanwhile, at most (just started)',
    ours: megabytes(polling.peakBytes),
    baseline: megabytes(polling.idleBytes),
    difference: `${megabytes(polling.firstGrowthBytes)} from the second quarter of the minute to the last, ${megabytes(polling.growthBytes)} within a second minute`,
    wanted: 'under 400 MB, and flat',
    met: polling.peakBytes < 400_000_000 && Math.max(polling.firstGrowthBytes, polling.growthBytes) < FLAT_WITHIN_BYTES,
  },
  ...(
    [
      ['an upload in parts, as browsers send it,', uploading.inParts],
      ['an upload in one request, as a script may send it,', uploading.whole],
      ['the copying of a result to the disk,', archiving.toDisk],
      ['the copying of a result to a bucket,', archiving.toBucket],
    ] as const
  ).map(([what, { byteSize, growthBytes, beforeBytes, seconds }]) => ({
    what: `growth of memory during ${what} of ${megabytes(byteSize)}`,
    ours: megabytes(growthBytes),
    baseline: megabytes(byteSize),
    difference: `in ${seconds.toFixed(1)} s, from ${megabytes(beforeBytes)}`,
    wanted: 'under 64 MB',
    met: growthBytes < 64_000_000,
  })),
  ...(
    [
      ['by curl', bucket.curlMs],
      ['by the same browser', bucket.plainMs],
    ] as const
  ).map(([whose, plainMs]) => ({
    what: `upload of ${megabytes(bucket.byteSize)} to a bucket on loopback, by the wizard (a plain PUT ${whose})`,
    ours: milliseconds(bucket.wizardMs),
    baseline: milliseconds(plainMs),
    difference: `${((100 * plainMs) / bucket.wizardMs).toFixed(0)} % as fast`,
    wanted: 'at least 70 %',
    met: plainMs / bucket.wizardMs >= 0.7,
  })),
  ...(
    [
      ['first', 'first page of'],
      ['deep', 'last full page of'],
      ['search', 'search that finds the oldest of'],
      ['searchInVain', 'search that finds none of'],
      ['oneState', 'those that failed of'],
    ] as const
  ).map(([what, name]) => ({
    what: `library over HTTP: ${name} ${library.jobs} jobs, median (of a few)`,
    ours: milliseconds(library.many[what]),
    baseline: milliseconds(library.few[what]),
    difference: `${(library.many[what] / library.few[what]).toFixed(2)} ×`,
    wanted: 'under 20 ms',
    met: library.many[what] < 20,
  })),
  {
    what: 'where its last page begins, the query alone (by OFFSET)',
    ours: milliseconds(library.byKeysetMs),
    baseline: milliseconds(library.byOffsetMs),
    difference: `${(library.byOffsetMs / library.byKeysetMs).toFixed(1)} × as fast`,
    wanted: '–',
    met: true,
  },
  {
    what: `poll over HTTP of a job among ${library.jobs}, median (among a few)`,
    ours: milliseconds(library.many.poll),
    baseline: milliseconds(library.few.poll),
    difference: `+${milliseconds(library.many.poll - library.few.poll)}`,
    wanted: 'under 3 ms',
    met: library.many.poll < 3,
  },
  ...media.compared.map(({ what, oursMs, baselineMs, wantedTimes: requiredRatio }) => ({
    what,
    ours: milliseconds(oursMs),
    baseline: milliseconds(baselineMs),
    difference: `${(baselineMs / oursMs).toFixed(2)} × as fast`,
    wanted: requiredRatio === 1 ? 'as fast' : `${requiredRatio} × as fast`,
    met: baselineMs / oursMs >= requiredRatio,
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
  ...timeline.drags.flatMap(
    ({ what, frames, scriptingP95Ms, scriptingWallP95Ms, longestTaskMs, longestTaskWallMs, withoutSlowdown, inFrameShare }) => [
      {
        what: `timeline, 4 × slowed down: ${what} dragged, scripting a frame by the thread’s clock, 95th percentile of ${frames} (a bare range input)`,
        ours: milliseconds(scriptingP95Ms),
        baseline: milliseconds(timeline.bareRange.scriptingP95Ms),
        difference: `longest task ${milliseconds(longestTaskMs)} (${milliseconds(timeline.bareRange.longestTaskMs)}); by the wall’s clock ${milliseconds(scriptingWallP95Ms)} and ${milliseconds(longestTaskWallMs)}; 4 × the machine as it is: ${milliseconds(CPU_SLOWDOWN * withoutSlowdown.scriptingP95Ms)} and ${milliseconds(CPU_SLOWDOWN * withoutSlowdown.longestTaskMs)}`,
        wanted: 'under 8 ms, no task over 50 ms',
        met: scriptingP95Ms < 8 && longestTaskMs <= 50 && longestTaskWallMs <= 50,
      },
      {
        what: `timeline, 4 × slowed down: ${what} where the pointer is, in the frame of its move`,
        ours: `${(inFrameShare * 100).toFixed(1)} %`,
        baseline: '–',
        difference: '–',
        wanted: '100 %',
        met: inFrameShare === 1,
      },
    ],
  ),
  {
    what: 'timeline, 4 × slowed down: opened from media that the browser has',
    ours: milliseconds(timeline.openingMs),
    baseline: '–',
    difference: `4 × the machine as it is: ${milliseconds(CPU_SLOWDOWN * timeline.openingWithoutSlowdownMs)}`,
    wanted: 'under 100 ms',
    met: timeline.openingMs < 100,
  },
  {
    what: `what the page holds after ${timeline.memoryGrowth.clips} clips in a row (after two)`,
    ours: `${(timeline.memoryGrowth.afterAllBytes / 1_000_000).toFixed(1)} MB`,
    baseline: `${(timeline.memoryGrowth.afterFewBytes / 1_000_000).toFixed(1)} MB`,
    difference: kilobytes(timeline.memoryGrowth.afterAllBytes - timeline.memoryGrowth.afterFewBytes),
    wanted: 'within 2 MB',
    met: timeline.memoryGrowth.afterAllBytes - timeline.memoryGrowth.afterFewBytes < 2_000_000,
  },
]);
