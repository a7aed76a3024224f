import { readFile } from 'node:fs/promises';
import { makeClip, makeVoice } from '../fixtures/media';
import { startPracticeApp } from '../setup/app/practice-app';
import { serveFetch } from '../setup/app/serve-fetch';
import { createContractSubject } from './subject';
import { type ContractSubject, describeUpstreamContract } from './upstream-contract';

const readBytes = async (file: string) => new Uint8Array(await readFile(file));

async function readMaterial(): Promise<Pick<ContractSubject, 'clip' | 'voice'>> {
  return {
    clip: { bytes: await readBytes(await makeClip()), durationMs: 9_000 },
    voice: { base64: Buffer.from(await readBytes(await makeVoice())).toString('base64'), durationMs: 5_042 },
  };
}

const freeOfCharge = { spend: () => undefined, note: () => undefined, maxQueries: 20 };

describeUpstreamContract('the simulator', async () => {
  const practice = startPracticeApp();
  return createContractSubject({
    ...freeOfCharge,
    ...(await readMaterial()),
    fetch: practice.fetch,
    baseUrl: 'https://api.302.ai',
    apiKey: 'practice',
    bill: practice.billing,
    pause: async () => practice.advance(1_000),
    stop: async () => {
      if (practice.reportedErrors.length > 0) throw new AggregateError(practice.reportedErrors, 'the simulator met what should not be');
    },
  });
});

describeUpstreamContract('the simulator behind a server', async () => {
  let origin = '';
  const practice = startPracticeApp({ origin: () => origin });
  const served = await serveFetch(practice.fetch);
  origin = served.origin;
  return createContractSubject({
    ...freeOfCharge,
    ...(await readMaterial()),
    fetch,
    baseUrl: origin,
    apiKey: 'practice',
    bill: practice.billing,
    pause: async () => practice.advance(1_000),
    stop: served.stop,
  });
});
