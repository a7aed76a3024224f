import { request as httpRequest } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from '@playwright/test';
import type { FakeUpstream, UpstreamFault } from '../../faults/fake-upstream';
import { SHORT_VOICE } from '../../faults/short-voice';
import { SECRETS } from '../../setup/app/secret-leak-detector';
import { type RunningApp, startApp } from '../../setup/app-server';

/** The production build with a fake upstream, called over HTTP without a browser. */

export interface CreateRequest {
  readonly key: string;
  readonly body: string;
}

/** A site that can be killed and restarted on the same data. */
export class Site {
  readonly upstream: FakeUpstream;
  #app: RunningApp;
  #cookie = '';

  private constructor(upstream: FakeUpstream, app: RunningApp) {
    this.upstream = upstream;
    this.#app = app;
  }

  static async open(upstream: FakeUpstream, settings: Readonly<Record<string, string>> = {}): Promise<Site> {
    const site = new Site(upstream, await startApp({ settings: { ...getSettings(upstream), ...settings } }));
    const { headers, status } = await site.send('/api/access', { code: SECRETS.OWNER_PASSCODE });
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

  sendCreate({ key, body }: CreateRequest): Promise<Response> {
    return this.send('/api/advanced-lip-sync', body, { 'idempotency-key': key });
  }

  /** Sends half of a create request's body, then kills the server. */
  async killDuringUpload({ key, body }: CreateRequest): Promise<void> {
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

  /** Runs `act` while upstream calls of `kind` kill the server. Resolves when the server has exited. */
  async killDuring(
    kind: 'identify' | 'create' | 'query',
    fault: (kill: () => void) => UpstreamFault,
    action: () => Promise<unknown>,
  ): Promise<void> {
    const dead = Promise.withResolvers<void>();
    this.upstream.setFault(
      kind,
      fault(() => void this.kill().then(dead.resolve, dead.reject)),
    );
    await Promise.all([action().catch(() => null), dead.promise]);
    this.upstream.setFault(kind, null);
  }

  async restart(): Promise<void> {
    this.#app = await startApp({ settings: getSettings(this.upstream), folder: this.#app.folder });
  }

  async close(): Promise<void> {
    await this.#app.stop();
    await this.upstream.stop();
  }
}

function getSettings(upstream: FakeUpstream): Record<string, string> {
  return { ...SECRETS, AI302_BASE_URL: upstream.origin };
}

export function buildCreateRequest(videoId: string, name: string): CreateRequest {
  const body = JSON.stringify({
    videoId,
    faceId: '0',
    voice: { base64: SHORT_VOICE.toString('base64'), durationMs: 2_000 },
    placement: { trimStartMs: 0, trimEndMs: 2_000, insertAtMs: 1_000, voiceVolume: 1, originalVolume: 0 },
  });
  return { key: `press ${name}`.replaceAll(/\W/g, '-').padEnd(16, '-'), body };
}

export async function identifyFaces(site: Site): Promise<Response> {
  return site.send('/api/identify-face', { videoUrl: 'https://example.com/clip.mp4', durationMs: 9_000 });
}
