interface Runs {
  readonly numRuns: number;
  readonly seed?: number;
}

/** Number of cases of a property: `moderate` with a fixed seed, or twenty times as many random ones with `TEST_DEEP`. */
export function runs(moderate: number): Runs {
  return process.env.TEST_DEEP ? { numRuns: moderate * 20 } : { numRuns: moderate, seed: 20_000 };
}
