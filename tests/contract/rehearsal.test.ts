import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeClip, makeVoice } from '../fixtures/media';
import { startPracticeApp } from '../setup/app/practice-app';
import { serveFetch } from '../setup/app/serve-fetch';
import { CONTRACT_CAP_MILLI_PTC, QUESTIONS_CAP_MILLI_PTC } from './live/caps';
import { startLiveSubject } from './live/live-subject';
import { describeOpenQuestions } from './live/open-questions';
import { createRecorder } from './live/recorder';
import { describeUpstreamContract } from './upstream-contract';

/** Runs the live tests' code without spending: upstream is the simulator behind a real server. */

const KEY = 'sk-rehearsal-0123456789';
let folder = '';
let spent = () => 0;

describeUpstreamContract('the way of the live tests', async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lip-sync-recorded-'));
  let origin = '';
  let practice = startPracticeApp({ origin: () => origin, timing: { processingAfterMs: 1_000, doneAfterMs: 2_000 } });
  const servedPaths = await serveFetch((input, init) => practice.fetch(input, init));
  origin = servedPaths.origin;
  const live = await startLiveSubject({
    name: 'contract',
    baseUrl: origin,
    apiKey: KEY,
    fetch,
    capMilliPtc: CONTRACT_CAP_MILLI_PTC,
    clipFile: await makeClip(),
    voiceFile: await makeVoice(),
    recordsFolder: folder,
    pauseMs: 0,
    maxQueries: 20,
  });
  spent = live.spent;
  return {
    ...live,
    bill: () => practice.billing(),
    pause: async () => {
      practice.advance(500);
      practice = practice.restart();
    },
    stop: async () => {
      await live.stop();
      await servedPaths.stop();
    },
  };
});

describe('live test recordings', () => {
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('a live run records upstream’s responses and the questions they settle', async () => {
    expect((await readdir(folder)).sort()).toEqual(['contract-answers.json', 'contract-facts.json']);
    const facts: unknown = JSON.parse(await readFile(path.join(folder, 'contract-facts.json'), 'utf8'));
    expect(facts).toMatchObject({ 'found by external_task_id': [true], 'balance is told': [true], 'result in parts': [true] });
  });

  it('a recording contains no key and no voice', async () => {
    const text = await readFile(path.join(folder, 'contract-answers.json'), 'utf8');
    expect(text).not.toContain(KEY);
    expect(text).not.toContain('Bearer');
    expect(text.length).toBeLessThan(200_000);
  });

  it('a live run counts certain and possible charges, such as the second use of an id', () => {
    expect(spent()).toBe(78 + 70);
    expect(spent()).toBeLessThanOrEqual(CONTRACT_CAP_MILLI_PTC);
  });

  it('a live run always costs less than 0.2 PTC', () => {
    expect(CONTRACT_CAP_MILLI_PTC + QUESTIONS_CAP_MILLI_PTC).toBeLessThan(200);
  });
});

describeOpenQuestions('the simulator', async () => {
  let origin = '';
  const practice = startPracticeApp({ origin: () => origin });
  const servedPaths = await serveFetch(practice.fetch);
  origin = servedPaths.origin;
  const questionsFolder = await mkdtemp(path.join(tmpdir(), 'lip-sync-recorded-'));
  const live = await startLiveSubject({
    ...{ name: 'questions', baseUrl: origin, apiKey: KEY, fetch, capMilliPtc: QUESTIONS_CAP_MILLI_PTC },
    ...{
      clipFile: await makeClip({ seconds: 3 }),
      voiceFile: await makeVoice(),
      recordsFolder: questionsFolder,
      pauseMs: 0,
      maxQueries: 0,
    },
  });
  return {
    ...live,
    stop: async () => {
      await live.stop();
      await servedPaths.stop();
      expect(live.spent()).toBe(await practice.billing());
      await rm(questionsFolder, { recursive: true });
    },
  };
});

describe('a recorded response', () => {
  const respondWith = (body: string, contentType = 'application/json') => {
    const send: typeof fetch = async () => new Response(body, { headers: { 'content-type': contentType, 'set-cookie': 'secret=1' } });
    return createRecorder(send, { baseUrl: 'https://api.302.ai', secrets: [KEY] });
  };

  it('a recording contains no keys, no URL queries and only listed headers', async () => {
    const recorder = respondWith(JSON.stringify({ url: 'https://file.302.ai/a.mp4?sign=abc&t=1', message: `bad key ${KEY}` }));
    await recorder.fetch(`https://api.302.ai/x?token=${KEY}`);
    expect(recorder.responses()).toEqual([
      {
        request: 'GET https://api.302.ai/x?[query]',
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: { url: 'https://file.302.ai/a.mp4?[query]', message: 'bad key [key]' },
      },
    ]);
  });

  it('a recording keeps every digit of a numeric id and notes that it was a number', async () => {
    const recorder = respondWith('{"task_id":812345678901234567}');
    await recorder.fetch('https://api.302.ai/x');
    expect(recorder.responses()[0]?.body).toEqual({ task_id: 'the number 812345678901234567' });
  });

  it('a recording keeps a page’s body and only the headers of a file', async () => {
    const htmlPage = respondWith('<html>no</html>', 'text/html');
    await htmlPage.fetch('https://api.302.ai/x');
    expect(htmlPage.responses()[0]?.body).toBe('<html>no</html>');
    const film = respondWith('bytes', 'video/mp4');
    const response = await film.fetch('https://file.302.ai/a.mp4');
    expect(film.responses()[0]?.body).toBe('[a file]');
    expect(await response.text()).toBe('bytes');
  });
});
