export const video = {};
