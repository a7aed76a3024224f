/** Money, in 1/1000 PTC (302.AI's unit), always as integers. Prices are those of the specification. */

export type MilliPtc = number;

export const PRICES = {
  /** `identify-face`, a call. */
  identify: 7,
  /** `advanced-lip-sync`, a call. */
  lipSync: 70,
  /** 302.AI's upload, a file; about, as seen in clients. */
  upload: 1,
} as const satisfies Record<string, MilliPtc>;

/** Turns PTC as a person writes them (`5`, `0.07`) into integers, rounding down to 1/1000. */
export function toMilliPtc(ptc: number): MilliPtc {
  return Math.floor(ptc * 1000 + 1e-6);
}

/** The number alone, without trailing zeros: 70 → `0.07`, 7 → `0.007`, 5000 → `5`. Its unit is a word, and words live elsewhere. */
export function formatPtc(milliPtc: MilliPtc): string {
  return String(Math.round(milliPtc) / 1000);
}
