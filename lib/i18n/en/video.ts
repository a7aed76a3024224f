import type { ProbedVideoFinding } from '@/lib/domain/conversion/video-plan';
import { formatShortTime } from '../format';
import type { Texts } from '../language';
import { exactSeconds, fileSize, list, percent, seconds, waitTime } from './format';

/** The finding with its numbers, and the remedy. */
function finding(item: ProbedVideoFinding): { readonly what: string; readonly todo: string } {
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
        what: `This clip is ${item.durationMs < 61_000 ? exactSeconds(item.durationMs) : formatShortTime(item.durationMs)} long; lip-sync takes up to ${seconds(item.maxDurationMs)}.`,
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
    case 'video-codec':
      return {
        what: `The picture is stored ${codedAs(item.videoCodec)}.`,
        todo: 'Lip-sync may not take that. Export it as MP4 (H.264), which everything can play.',
      };
    case 'video-undecodable':
      return {
        what: `This browser cannot show this clip: its picture is stored ${codedAs(item.videoCodec)}.`,
        todo: `${item.videoCodec === 'hevc' ? 'Open this page in Safari, or in Chrome or Edge on a Mac, or export' : 'Export'} the clip as MP4 (H.264). On an iPhone: Settings, Camera, Formats, Most Compatible.`,
      };
    default:
      return unheardOf(item);
  }
}

/** Display name of a codec, with an explanation. */
function codedAs(codec: string | null): string {
  if (codec === 'hevc') return 'as HEVC (H.265), the way iPhones record';
  if (codec === 'prores') return 'as ProRes, for editing programs';
  return codec === null ? 'in a way that it does not know' : `as ${codec.toUpperCase()}, a way of storing video`;
}

function unheardOf(item: never): never {
  throw new TypeError(`no message for ${JSON.stringify(item)}`);
}

export const video = {
  heading: 'Clip',
  noClip: 'No clip yet',
  dropTitle: 'Drop a clip of someone talking',
  dropText: 'Any video, at least 2 seconds. What is too long or too big is made fit here.',
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
    `${formatShortTime(durationMs)} · ${fileSize(byteSize)} · ${widthPx} × ${heightPx}`,
  containers: { mp4: 'MP4', mov: 'MOV', other: '' },
  linkFacts: 'Linked clip, passed on as it is',
  silent: 'This clip has no sound of its own.',
  finding,
  nothingCharged: 'Nothing was charged.',
  refusedTitle: (name: string) => `${name} was not taken`,
  faults: {
    empty: { what: 'The file is empty: it has no bytes.', todo: 'Copy or export it again.' },
    'not-media': { what: 'This is not a video, whatever its name says.', todo: 'Choose a video that plays on this computer.' },
    'cut-off': { what: 'The file is cut off: its end is missing.', todo: 'Copy or download it again, then drop it here.' },
    unreadable: { what: 'The browser can no longer read this file.', todo: 'It may have been moved or deleted. Choose it again.' },
    stuck: { what: 'Reading this file took far too long, so it was left.', todo: 'It may be damaged. Export it again as MP4.' },
  },
  conversionFailed: {
    broken: {
      what: 'This clip’s picture breaks off or cannot be read to its end.',
      todo: 'Copy or export it again, or choose another part.',
    },
    'no-encoder': {
      what: 'This browser cannot save video, so the clip could not be made fit.',
      todo: 'Use a current Chrome, Edge or Safari, or export the clip in 1080p as MP4.',
    },
    'too-large': { what: 'The clip stayed larger than 100 MB.', todo: 'Choose a shorter part, or export it in 720p.' },
    'not-legal': { what: 'The clip could not be brought into a form that lip-sync takes.', todo: 'Export it in 1080p as MP4.' },
    unreadable: { what: 'The browser can no longer read this file.', todo: 'It may have been moved or deleted. Choose it again.' },
    stuck: { what: 'The work stood still, so it was stopped.', todo: 'Try it again, or export the clip in 1080p as MP4.' },
  },
  notLoaded: {
    what: 'The part of this page that reads files did not load.',
    todo: 'Check that you are online, then choose the file again.',
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
  percent: (share: number) => percent(Math.floor(share * 100)),
  timeLeft: (ms: number) => `${waitTime(ms)} left`,
  almost: 'almost there',
  /** Why an upload is paused. */
  waiting: {
    offline: 'You are offline. The upload goes on by itself when the connection is back.',
    broken: 'The connection broke. Trying again…',
    busy: 'The site is busy. The upload goes on by itself in a moment.',
  },
  cancelUpload: 'Cancel',
  stopped: 'The upload was cancelled',
  stoppedText: 'Nothing was charged, and the clip is still here.',
  startAgain: 'Upload it again',
  fileGone: 'This clip’s file is no longer here',
  fileGoneText: 'It was moved or deleted, or this browser has let go of its copy. Nothing was charged. Choose it again.',
  leftOut: (names: readonly string[]) =>
    `One clip and one voice at a time: ${list(names)} ${names.length === 1 ? 'was' : 'were'} left out.`,
  notKept: 'This browser does not keep your work for a reload. Leave this page open until the result is made.',
  cannotShow:
    'This browser cannot show this clip’s picture, as is often so with HEVC (H.265), the way iPhones record. It goes to lip-sync as it is, without a preview. To see it, use Safari, or export it as MP4 (H.264).',
  noPreview: 'No preview of this link here.',
  play: 'Play',
  pause: 'Pause',
  pictureLabel: (name: string) => `The clip ${name}`,
};

export type VideoMessages = Texts<typeof video>;
