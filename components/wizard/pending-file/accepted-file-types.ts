/** Types offered by file pickers. Extensions are listed too, because some systems have no MIME type for `.mov`, `.mkv` or `.m4a`. */
export const CLIP_FILE_TYPES = 'video/*,.mp4,.mov,.m4v,.webm,.mkv,.ts,.avi';
/** A video is accepted as a voice too; only its audio is used. */
export const VOICE_FILE_TYPES = 'audio/*,video/*,.mp3,.wav,.m4a,.aac,.flac,.ogg,.opus,.mkv';
