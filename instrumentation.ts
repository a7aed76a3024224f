/** Next.js calls this once at server start, before the first request; see `lib/server/start.ts`. */
export async function register(): Promise<void> {
  // A single condition, so that bundles for other runtimes drop the import.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { startServer: start } = await import('./lib/server/start');
    if (process.env.NEXT_PHASE !== 'phase-production-build') await start();
  }
}
