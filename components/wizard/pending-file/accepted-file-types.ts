/** What file pickers offer first. Endings stand beside types because some systems know no type for `.mov`, `.mkv` or `.m4a`. */
export const CLIP_FILE_TYPES = 'video/*,.mp4,.mov,.m4v,.webm,.mkv,.ts,.avi';
/** A video serves as a voice too: its sound is taken. */
export const VOICE_FILE_TYPES = 'audio/*,video/*,.mp3,.wav,.m4a,.aac,.flac,.ogg,.opus,.mkv';
