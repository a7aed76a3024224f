/** A thread of its own for comparing two videos: it decodes, and a page that plays them must stay smooth. It is ended when nobody waits any more. */

import { Logging, LogLevel } from 'mediabunny';
import { compareVideos } from './compare-videos';
import type { MotionCheckRequest, MotionCheckResponse } from './motion-check-messages';

// Whatever it would say is in the answer.
Logging.level = LogLevel.Silent;

addEventListener('message', ({ data }: MessageEvent<MotionCheckRequest>) => {
  void compareVideos(data).then((response: MotionCheckResponse) => postMessage(response));
});
