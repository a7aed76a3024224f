import type { VideoFinding } from '../../domain/video';
import { exactSeconds, fileSize, seconds, shortTime, waitTime } from '../format';

/** What is wrong, with its numbers, and what to do. */
function finding(item: VideoFinding): { readonly what: string; readonly todo: string } {
  switch (item.code) {
    case 'video-container':
      return { what: 'This clip is not an MP4 or MOV.', todo: 'Save or export it as MP4 and drop it again.' };
    case 'video-too-large':
      return {
        what: `This clip has ${fileSize(item.byteSize)}; lip-sync takes up to ${fileSize(item.maxByteSize)}.`,
        todo: 'Export it smaller, for example in 720p, or cut it shorter.',
      };
    case 'video-too-short':
      return {
        what: `This clip is ${exactSeconds(item.durationMs)} long; lip-sync needs at least ${seconds(item.minDurationMs)}.`,
        todo: 'Use a longer clip.',
      };
    case 'video-too-long':
      return {
        what: `This clip is ${item.durationMs < 61_000 ? exactSeconds(item.durationMs) : shortTime(item.durationMs)} long; lip-sync takes up to ${seconds(item.maxDurationMs)}.`,
        todo: 'Cut out the part you want and drop that.',
      };
    case 'video-no-picture':
      return {
        what: 'This file has sound but no picture.',
        todo: 'Drop the clip with the face in it here; a recording goes to the voice.',
      };
    case 'video-too-small':
      return {
        what: `The picture is ${item.widthPx} × ${item.heightPx}; both sides must have at least ${item.minSidePx} pixels.`,
        todo: 'Use the original recording, or export it in 720p.',
      };
    case 'video-too-big':
      return {
        what: `The picture is ${item.widthPx} × ${item.heightPx}; no side may have more than ${item.maxSidePx} pixels.`,
        todo: 'Export it in 1080p or 720p.',
      };
    case 'video-odd-size':
      return {
        what: `The picture is ${item.widthPx} × ${item.heightPx}.`,
        todo: 'It may work. If it is refused, or the mouth looks rough, export it in 720p or 1080p.',
      };
    default:
      return unheardOf(item);
  }
}

function unheardOf(item: never): never {
  throw new TypeError(`no words for ${JSON.stringify(item)}`);
}

export const video = {
  heading: 'Clip',
  noClip: 'No clip yet',
  dropTitle: 'Drop a clip of someone talking',
  dropText: 'MP4 or MOV, 2 to 60 seconds, up to 100 MB',
  choose: 'Choose a clip',
  replace: 'Use another clip',
  pasteLink: 'Paste a link',
  linkLabel: 'Link to a clip',
  linkHint: 'A direct https link to an MP4 or MOV that anyone can open.',
  linkHintPractice: 'A direct https link. In practice your browser fetches it, where the other site allows that.',
  linkUse: 'Use this link',
  linkCancel: 'Cancel',
  linkEmpty: 'Paste the link here. Nothing was charged.',
  linkNotHttps: 'The link must start with https://. Nothing was charged.',
  linkNotLink: 'This is not a whole link. It should look like https://example.com/clip.mp4. Nothing was charged.',
  facts: (durationMs: number, byteSize: number, widthPx: number, heightPx: number) =>
    `${shortTime(durationMs)} · ${fileSize(byteSize)} · ${widthPx} × ${heightPx}`,
  containers: { mp4: 'MP4', mov: 'MOV', other: '' },
  linkFacts: 'Linked clip, passed on as it is',
  silent: 'This clip has no sound of its own.',
  finding,
  nothingCharged: 'Nothing was charged.',
  refusedTitle: (name: string) => `${name} was not taken`,
  faults: {
    empty: { what: 'The file is empty: it has no bytes.', todo: 'Copy or export it again.' },
    'not-media': { what: 'This is not a video, whatever its name says.', todo: 'Choose an MP4 or MOV that plays on this computer.' },
    'cut-off': { what: 'The file is cut off: its end is missing.', todo: 'Copy or download it again, then drop it here.' },
    unreadable: { what: 'The browser can no longer read this file.', todo: 'It may have been moved or deleted. Choose it again.' },
  },
  badLink: { what: 'This is not a link that can be used.', todo: 'It must start with https:// and lead straight to the file.' },
  linkNotFetchable: {
    what: 'The other site does not let this page fetch the clip.',
    todo: 'Save it on this computer and drop the file here. In live mode a link is passed on without being fetched.',
  },
  sampleMissing: { what: 'The sample did not arrive.', todo: 'Check that you are online, then try it again.' },
  keepOld: 'The clip you had is still here.',
  dismiss: 'Close',
  reading: (name: string) => `Looking at ${name}…`,
  uploading: 'Uploading',
  uploadingStart: 'Starting the upload…',
  uploadLabel: 'Upload',
  percent: (share: number) => `${Math.floor(share * 100)} %`,
  timeLeft: (ms: number) => `${waitTime(ms)} left`,
  almost: 'almost there',
  waitingOffline: 'You are offline. The upload goes on by itself when the connection is back.',
  waitingRetry: 'The connection broke. Trying again…',
  cancelUpload: 'Cancel',
  stopped: 'The upload was cancelled',
  stoppedText: 'Nothing was charged, and the clip is still here.',
  startAgain: 'Upload it again',
  fileGone: 'This clip’s file is no longer here',
  fileGoneText: 'It was moved or deleted, or this browser has let go of its copy. Nothing was charged. Choose it again.',
  leftOut: (names: readonly string[]) =>
    `One clip and one voice at a time: ${names.join(', ')} ${names.length === 1 ? 'was' : 'were'} left out.`,
  notKept: 'This browser does not keep your work for a reload. Leave this page open until the result is made.',
  cannotShow: 'This browser cannot show this clip’s picture. Lip-sync can still use it.',
  noPreview: 'No preview of this link here.',
  play: 'Play',
  pause: 'Pause',
  pictureLabel: (name: string) => `The clip ${name}`,
};
