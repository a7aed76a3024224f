/** Runs once when a server starts, before its first request; see `lib/server/start.ts`. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs' || process.env.NEXT_PHASE === 'phase-production-build') return;
  const { start } = await import('./lib/server/start');
  await start();
}
