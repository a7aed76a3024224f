interface Runs {
  readonly numRuns: number;
  readonly seed?: number;
}

/** How many cases a property is held against: moderate and always the same ones, or twenty times as many new ones when `TEST_DEEP` is set. */
export function runs(moderate: number): Runs {
  return process.env.TEST_DEEP ? { numRuns: moderate * 20 } : { numRuns: moderate, seed: 20_000 };
}
