/** Spending caps of the two live suites in 1/1000 PTC; together less than 0.2 PTC. */

/** An upload, an identify and two creates: one valid, and one invalid that upstream might accept. */
export const CONTRACT_CAP_MILLI_PTC = 150;
/** Three uploads and three identifies. */
export const QUESTIONS_CAP_MILLI_PTC = 24;
