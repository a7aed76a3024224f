/** Runs once when a server starts, before its first request; see `lib/server/start.ts`. */
export async function register(): Promise<void> {
  // Written as one condition, so that a bundle for another runtime leaves the server out.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { startServer: start } = await import('./lib/server/start');
    if (process.env.NEXT_PHASE !== 'phase-production-build') await start();
  }
}
