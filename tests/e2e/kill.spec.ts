import { request as httpRequest } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { jobAnswerSchema } from '@/lib/contracts/job';
import { at, type FakeUpstream, PAID_TROUBLES, startFakeUpstream, type Trouble } from '../faults/fake-upstream';
import { SHORT_VOICE } from '../faults/short-voice';
import { type RunningApp, startApp } from '../setup/app-server';

/**
 * The production build, killed with SIGKILL at every transition of the create protocol and started again on the same data, before an upstream
 * that keeps its own books. No browser is needed: whoever pressed hears nothing, comes back and presses with the same key.
 */

const PASSCODE = 'the right words';

interface Press {
  readonly key: string;
  readonly body: string;
}

/** A site that dies and comes back. */
class Site {
  readonly upstream: FakeUpstream;
  #app: RunningApp;
  #cookie = '';

  private constructor(upstream: FakeUpstream, app: RunningApp) {
    this.upstream = upstream;
    this.#app = app;
  }

  static async open(upstream: FakeUpstream): Promise<Site> {
    const site = new Site(upstream, await startApp({ settings: settingsOf(upstream) }));
    const { headers, status } = await site.send('/api/access', { code: PASSCODE });
    expect(status).toBe(204);
    site.#cookie = headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    return site;
  }

  send(route: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const init = body === undefined ? {} : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) };
    return fetch(`${this.#app.origin}${route}`, {
      ...init,
      headers: { cookie: this.#cookie, 'content-type': 'application/json', ...headers },
    });
  }

  press({ key, body }: Press): Promise<Response> {
    return this.send('/api/advanced-lip-sync', body, { 'idempotency-key': key });
  }

  /** Half of a press, and then nothing: the body never arrives whole. */
  async pressHalf({ key, body }: Press): Promise<void> {
    const headers = { cookie: this.#cookie, 'content-type': 'application/json', 'content-length': body.length, 'idempotency-key': key };
    const request = httpRequest(`${this.#app.origin}/api/advanced-lip-sync`, { method: 'POST', headers });
    request.on('error', () => undefined);
    await new Promise((resolve) => request.write(body.slice(0, body.length / 2), resolve));
    await wait(50);
    await this.kill();
    request.destroy();
  }

  kill(): Promise<void> {
    return this.#app.kill();
  }

  /** Does something while calls of a kind meet a kill; answers when the site is dead. */
  async dieAt(kind: 'identify' | 'create' | 'query', trouble: (kill: () => void) => Trouble, act: () => Promise<unknown>): Promise<void> {
    const dead = Promise.withResolvers<void>();
    this.upstream.always(
      kind,
      trouble(() => void this.kill().then(dead.resolve, dead.reject)),
    );
    await Promise.all([act().catch(() => null), dead.promise]);
    this.upstream.always(kind, null);
  }

  async comeBack(): Promise<void> {
    this.#app = await startApp({ settings: settingsOf(this.upstream), folder: this.#app.folder });
  }

  async close(): Promise<void> {
    await this.#app.stop();
    await this.upstream.stop();
  }
}

function settingsOf(upstream: FakeUpstream): Record<string, string> {
  return { AI302_API_KEY: 'sk-test', AI302_BASE_URL: upstream.origin, OWNER_PASSCODE: PASSCODE };
}

function pressFor(videoId: string, name: string): Press {
  const body = JSON.stringify({
    videoId,
    faceId: '0',
    voice: { base64: SHORT_VOICE.toString('base64'), durationMs: 2_000 },
    placement: { trimStartMs: 0, trimEndMs: 2_000, insertAtMs: 1_000, voiceVolume: 1, originalVolume: 0 },
  });
  return { key: `press ${name}`.replaceAll(/\W/g, '-').padEnd(16, '-'), body };
}

async function find(site: Site): Promise<Response> {
  return site.send('/api/identify-face', { videoUrl: 'https://example.com/clip.mp4', durationMs: 9_000 });
}

/** When the kill comes, beginning with the earliest; what follows the answer is a race that each of these runs differently. */
const MOMENTS: Readonly<Record<string, (kill: () => void) => Trouble>> = {
  'the call has arrived, and nothing came of it': (kill) => at('arrived', kill),
  'the task is made, and nobody has heard': (kill) => at('applied', kill),
  'half of the answer is there': (kill) => at('half answered', kill),
  'the answer is on its way': (kill) => at('answered', kill),
  'the answer is being written down': (kill) => at('answered', () => void setTimeout(kill, 4)),
  'the answer is being passed on': (kill) => at('answered', () => void setTimeout(kill, 12)),
};

test('a server that is killed at any moment of a press pays once, and finds what it paid for', async () => {
  const upstream = await startFakeUpstream({ now: Date.now, takesMs: 1_500 });
  const site = await Site.open(upstream);
  /** What each press was told, and the id under which upstream knows it. */
  const jobs: { readonly name: string; readonly jobId: string; readonly externalTaskId: string | undefined }[] = [];

  async function pressAgain(name: string, press: Press, callsBefore: number): Promise<void> {
    await site.comeBack();
    const answer = await site.press(press);
    expect([200, 201], `${name}: the same key`).toContain(answer.status);
    const { jobId } = jobAnswerSchema.parse(await answer.json());
    expect(upstream.creates.length - callsBefore, `${name}: calls to make a task`).toBeLessThanOrEqual(1);
    jobs.push({ name, jobId, externalTaskId: upstream.creates[callsBefore] });
  }

  try {
    await test.step('the search for faces is lost, and made again', async () => {
      await site.dieAt(
        'identify',
        (kill) => at('applied', kill),
        () => find(site),
      );
      await site.comeBack();
    });
    const { videoId } = await (await find(site)).json();
    expect(upstream.bill()).toBe(14);

    await test.step('the press is not there yet', async () => {
      const press = pressFor(videoId, 'half');
      await site.pressHalf(press);
      await pressAgain('half a press', press, upstream.creates.length);
    });

    for (const [name, trouble] of Object.entries(MOMENTS)) {
      await test.step(name, async () => {
        const press = pressFor(videoId, String(jobs.length));
        const callsBefore = upstream.creates.length;
        await site.dieAt('create', trouble, () => site.press(press));
        await pressAgain(name, press, callsBefore);
      });
    }

    for (const kind of ['a look', 'a search for a lost job'] as const) {
      await test.step(`${kind} is under way`, async () => {
        const press = pressFor(videoId, kind);
        const callsBefore = upstream.creates.length;
        if (kind === 'a search for a lost job') upstream.always('create', PAID_TROUBLES['dropped after'] ?? null);
        const { jobId } = jobAnswerSchema.parse(await (await site.press(press)).json());
        upstream.always('create', null);
        // A look at upstream is due some seconds after the press.
        const look = async () => {
          for (;;) {
            const answer = await site.send(`/api/advanced-lip-sync/${jobId}`);
            await answer.arrayBuffer();
            await wait(200);
          }
        };
        await site.dieAt('query', (kill) => at('applied', kill), look);
        await pressAgain(kind, press, callsBefore);
      });
    }

    await test.step('every job that was paid comes to its end; what was never made stays a question', async () => {
      await expect(async () => {
        for (const { name, jobId, externalTaskId } of jobs) {
          const isPaid = externalTaskId !== undefined && upstream.timesCharged(externalTaskId) > 0;
          const { status } = jobAnswerSchema.parse(await (await site.send(`/api/advanced-lip-sync/${jobId}`)).json());
          expect(status, name).toBe(isPaid ? 'succeeded' : 'unknown');
        }
      }).toPass({ intervals: [500], timeout: 40_000 });
    });

    const charged = jobs.map(({ externalTaskId }) => (externalTaskId === undefined ? 0 : upstream.timesCharged(externalTaskId)));
    expect(Math.max(...charged), 'charges for one press').toBe(1);
    expect(new Set(jobs.map(({ jobId }) => jobId)).size).toBe(jobs.length);
    expect(charged.filter((times) => times === 0)).toHaveLength(1);
    const { spentMilliPtc } = await (await site.send('/api/spending')).json();
    expect(spentMilliPtc, 'the ledger’s total: upstream’s bill, and what is held for the one question').toBe(upstream.bill() + 70);
    expect(upstream.complaints).toEqual([]);
  } finally {
    await site.close();
  }
});
