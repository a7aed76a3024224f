/** Worker that compares two videos, so that decoding does not block the page. The page terminates it on abort. */

import { Logging, LogLevel } from 'mediabunny';
import { compareVideos } from './compare-videos';
import type { MotionCheckRequest, MotionCheckResponse } from './motion-check-messages';

// Errors are part of the response.
Logging.level = LogLevel.Silent;

addEventListener('message', ({ data }: MessageEvent<MotionCheckRequest>) => {
  void compareVideos(data).then((response: MotionCheckResponse) => postMessage(response));
});
