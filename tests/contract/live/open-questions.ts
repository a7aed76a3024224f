/**
 * Open questions of the specification, which only the live upstream can settle. The responses are recorded for a reader; the tests assert
 * only that there is a response.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UPSTREAM_PATHS } from '@/lib/server/upstream/schemas';
import { makeClip, makeScaledClip } from '../../fixtures/media';
import type { LiveSubject } from './live-subject';

const UPLOAD_MILLI_PTC = 1;
const IDENTIFY_MILLI_PTC = 7;

export function describeOpenQuestions(name: string, start: () => Promise<LiveSubject>): void {
  describe(`open questions to ${name}`, () => {
    let subject: LiveSubject;
    beforeAll(async () => {
      subject = await start();
    });
    afterAll(() => subject?.stop());

    async function identify(file: string): Promise<unknown> {
      const { bytes } = await subject.openClip(file);
      subject.spend(UPLOAD_MILLI_PTC);
      const body = new Blob([bytes]).stream();
      const { url } = await subject.upstream.uploadFile({ name: 'clip.mp4', contentType: 'video/mp4', byteSize: bytes.byteLength, body });
      subject.spend(IDENTIFY_MILLI_PTC);
      const response = await subject.send(UPSTREAM_PATHS.identifyFace, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ video_url: url }),
      });
      const json: unknown = await response.json();
      expect(json).toBeInstanceOf(Object);
      return { status: response.status, json };
    }

    it.each([
      [1920, 804],
      [640, 640],
    ])('is %i × %i taken, which one half of the rule allows and the other does not?', async (widthPx, heightPx) => {
      const file = await makeScaledClip(subject.clipFile, widthPx, heightPx);
      subject.note(`${widthPx} x ${heightPx}`, await identify(file));
    });

    it('upstream answers a video without a face with an error or an empty list', async () => {
      subject.note('no face', await identify(await makeClip({ seconds: 3 })));
    });
  });
}
