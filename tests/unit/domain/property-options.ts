interface PropertyOptions {
  readonly numRuns: number;
  readonly seed?: number;
}

/** Number of cases of a property: `moderate` with a fixed seed, or twenty times as many random ones with `TEST_DEEP`. */
export function propertyOptions(defaultRuns: number): PropertyOptions {
  return process.env.TEST_DEEP ? { numRuns: defaultRuns * 20 } : { numRuns: defaultRuns, seed: 20_000 };
}
