/** What file pickers offer first. Endings stand beside types because some systems know no type for `.mov` or `.m4a`. */
export const CLIP_ACCEPT = 'video/mp4,video/quicktime,video/*,.mp4,.mov,.m4v';
export const VOICE_ACCEPT = 'audio/*,.mp3,.wav,.m4a';
