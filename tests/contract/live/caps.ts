/** The most that each half of the live tests may spend, in 1/1000 PTC; together less than 0.2 PTC. */

/** An upload, an identify and two creates: one that must be accepted, and one that must not but might. */
export const CONTRACT_CAP_MILLI_PTC = 150;
/** Three uploads and three identifies. */
export const QUESTIONS_CAP_MILLI_PTC = 24;
