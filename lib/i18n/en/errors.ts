import type { Charged, ErrorCode } from '../../contracts/error';
import type { Texts } from '../language';
import { waitTime } from './format';

/** The error and its remedy. The response's `charged` state is shown between the two. */
interface ErrorText {
  readonly what: string;
  readonly todo: string;
}

/** Codes that only the browser can detect; see `lib/client/requests/api-error`. */
type BrowserCode = 'network-error' | 'unexpected-response' | 'upload-broken' | 'upload-blocked';

const codes: Record<ErrorCode | BrowserCode, ErrorText> = {
  'invalid-request': {
    what: 'This page sent something that the server could not read.',
    todo: 'Reload the page: your clip and voice are kept. If it happens again, give the site’s owner the reference below.',
  },
  unauthorized: { what: 'Your access has run out.', todo: 'Enter your code again. Your work is kept.' },
  'invalid-credentials': {
    what: 'That code does not open the door.',
    todo: 'Check it for typing mistakes, or ask the site’s owner for a new one.',
  },
  'budget-exceeded': {
    what: 'Today’s budget is used up.',
    todo: 'It starts again at midnight UTC. Your work is kept until then, or ask the site’s owner to raise it.',
  },
  'forbidden-origin': {
    what: 'The request seemed to come from another site, so it was turned away.',
    todo: 'Open the wizard from its own address and try again.',
  },
  'not-found': { what: 'This is not here, or not yours.', todo: 'Check the address, or start again from the clip.' },
  'idempotency-conflict': {
    what: 'This press was already used with other settings.',
    todo: 'Press Create again: it counts as a new press.',
  },
  'payload-too-large': { what: 'The file is larger than the server takes.', todo: 'Use a shorter or smaller file.' },
  'unsupported-media-type': {
    what: 'The file is not of a kind that the server takes.',
    todo: 'Use an MP4 or MOV clip, and an MP3, WAV or M4A voice.',
  },
  'validation-failed': { what: 'These settings break a rule of lip-sync.', todo: 'Change what is named here and try again.' },
  'rate-limited': { what: 'That was too much at once.', todo: 'Wait a moment, then try again.' },
  'video-refused': {
    what: 'The service does not take this clip.',
    todo: 'Use an MP4 or MOV of 2 to 60 seconds in 720p or 1080p.',
  },
  'voice-refused': {
    what: 'The service does not take this voice.',
    todo: 'Use an MP3, WAV or M4A of 2 to 60 seconds.',
  },
  'parameters-refused': {
    what: 'The service refused these settings.',
    todo: 'Move the voice a little further inside the face’s time, then try again.',
  },
  'content-refused': {
    what: 'The service’s content review said no to this material.',
    todo: 'Use another clip or another voice. The same ones will be refused again.',
  },
  'session-expired': {
    what: 'The faces were found more than 24 hours ago, and the service has forgotten them.',
    todo: 'Find them again. Your clip, voice and settings are kept.',
  },
  'upstream-unauthorized': {
    what: 'The lip-sync service does not accept this site’s key.',
    todo: 'Only the site’s owner can mend that. Your work is kept.',
  },
  'upstream-balance-exhausted': {
    what: 'This site’s account with the lip-sync service has run out.',
    todo: 'Only the site’s owner can mend that. Your work is kept.',
  },
  'upstream-rejected': {
    what: 'The lip-sync service turned the request away.',
    todo: 'Try again later. If it happens again, give the site’s owner the reference below.',
  },
  'upstream-invalid-response': {
    what: 'The lip-sync service gave an answer that makes no sense.',
    todo: 'Try again in a minute. Your work is kept.',
  },
  'upstream-busy': { what: 'The lip-sync service is busy.', todo: 'Try again in a moment. Your work is kept.' },
  'upstream-unavailable': { what: 'The lip-sync service is not working right now.', todo: 'Try again later. Your work is kept.' },
  'upstream-unreachable': { what: 'The lip-sync service could not be reached.', todo: 'Try again in a minute. Your work is kept.' },
  'upstream-timeout': { what: 'The lip-sync service did not answer in time.', todo: 'Try again in a minute. Your work is kept.' },
  'not-configured': { what: 'This site is not set up for that yet.', todo: 'Its owner has to finish the set-up. Your work is kept.' },
  'storage-full': { what: 'This site has no room left for files.', todo: 'Try again later, or tell the site’s owner. Your work is kept.' },
  'storage-unavailable': {
    what: 'The place where this site keeps its files does not answer.',
    todo: 'Try again in a minute. If it happens again, tell the site’s owner. Your work is kept.',
  },
  'internal-error': {
    what: 'The server met a fault of its own.',
    todo: 'Try again. If it happens again, give the site’s owner the reference below.',
  },
  'network-error': {
    what: 'The connection broke before an answer came.',
    todo: 'Check that you are online, then try again. Your work is kept.',
  },
  'unexpected-response': {
    what: 'The answer did not come from this app.',
    todo: 'A network in between may have changed it. Reload the page or try another network. Your work is kept.',
  },
  'upload-broken': { what: 'The upload broke off, several times.', todo: 'Check your connection, then try again. Your clip is kept here.' },
  'upload-blocked': {
    what: 'The place where this site keeps its files could not be reached from your browser.',
    todo: 'Try another network. If it happens to everybody, the site’s owner has to let this site’s address in there (CORS). Your clip is kept here.',
  },
};

const charged: Record<Charged, string> = {
  no: 'Nothing was charged.',
  yes: 'It was charged.',
  unknown: 'It may have been charged.',
};

export const errors = {
  codes,
  charged,
  /** Practice is free, whatever the simulator reports. */
  chargedInPractice: 'Nothing was charged: this is practice.',
  waitFirst: (ms: number) => `Ready again in ${waitTime(ms)}.`,
  tryAgain: 'Try again',
  details: 'Details',
  reference: (requestId: string) => `Reference ${requestId}`,
  noReference: 'No reference: the answer never came.',
};

export type ErrorsMessages = Texts<typeof errors>;
