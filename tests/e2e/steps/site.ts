import { request as httpRequest } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from '@playwright/test';
import type { FakeUpstream, Trouble } from '../../faults/fake-upstream';
import { SHORT_VOICE } from '../../faults/short-voice';
import { CANARIES } from '../../setup/app/secret-leak-detector';
import { type RunningApp, startApp } from '../../setup/app-server';

/** The production build before a fake upstream, spoken to without a browser. */

export interface Press {
  readonly key: string;
  readonly body: string;
}

/** A site that dies and comes back. */
export class Site {
  readonly upstream: FakeUpstream;
  #app: RunningApp;
  #cookie = '';

  private constructor(upstream: FakeUpstream, app: RunningApp) {
    this.upstream = upstream;
    this.#app = app;
  }

  static async open(upstream: FakeUpstream, settings: Readonly<Record<string, string>> = {}): Promise<Site> {
    const site = new Site(upstream, await startApp({ settings: { ...settingsOf(upstream), ...settings } }));
    const { headers, status } = await site.send('/api/access', { code: CANARIES.OWNER_PASSCODE });
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
  return { ...CANARIES, AI302_BASE_URL: upstream.origin };
}

export function pressFor(videoId: string, name: string): Press {
  const body = JSON.stringify({
    videoId,
    faceId: '0',
    voice: { base64: SHORT_VOICE.toString('base64'), durationMs: 2_000 },
    placement: { trimStartMs: 0, trimEndMs: 2_000, insertAtMs: 1_000, voiceVolume: 1, originalVolume: 0 },
  });
  return { key: `press ${name}`.replaceAll(/\W/g, '-').padEnd(16, '-'), body };
}

export async function find(site: Site): Promise<Response> {
  return site.send('/api/identify-face', { videoUrl: 'https://example.com/clip.mp4', durationMs: 9_000 });
}
