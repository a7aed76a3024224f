/** Prices and amounts in 1/1000 PTC (302.AI's unit), as integers. Prices are from the specification. */

export type MilliPtc = number;

export const PRICES = {
  /** Price of one call. */
  identify: 7,
  /** Price of one call. */
  lipSync: 70,
  /** 302.AI's upload, per file; approximate, as observed in clients. */
  upload: 1,
} as const satisfies Record<string, MilliPtc>;

/** Converts a decimal PTC amount (`5`, `0.07`) to an integer, rounding down to 1/1000. */
export function toMilliPtc(ptc: number): MilliPtc {
  return Math.floor(ptc * 1000 + 1e-6);
}

/** Formats the number without trailing zeros and without its unit: 70 → `0.07`, 7 → `0.007`, 5000 → `5`. */
export function formatPtc(milliPtc: MilliPtc): string {
  return String(Math.round(milliPtc) / 1000);
}
