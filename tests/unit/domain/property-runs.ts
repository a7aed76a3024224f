/** How many cases a property is held against: moderate by default, twenty times as many when `TEST_DEEP` is set. */
export function runs(moderate: number): { numRuns: number } {
  return { numRuns: process.env.TEST_DEEP ? moderate * 20 : moderate };
}
