import { vi } from 'vitest';

/** An XMLHttpRequest that the test controls. */
export class FakeRequest {
  static all: FakeRequest[] = [];
  status = 0;
  responseText = '';
  aborted = false;
  sent: unknown = null;
  headers: Record<string, string> = {};
  target = '';
  upload: { onprogress: ((event: { loaded: number }) => void) | null; onload: (() => void) | null } = { onprogress: null, onload: null };
  onload: (() => void) | null = null;
  onerror: (() => void) | null = null;
  ontimeout: (() => void) | null = null;

  constructor() {
    FakeRequest.all.push(this);
  }

  open(method: string, url: string) {
    this.target = `${method} ${url}`;
  }

  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }

  send(body: unknown) {
    this.sent = body;
  }

  abort() {
    this.aborted = true;
  }

  move(loaded: number) {
    this.upload.onprogress?.({ loaded });
  }

  answer(status: number, body: unknown = {}) {
    this.status = status;
    this.responseText = typeof body === 'string' ? body : JSON.stringify(body);
    this.upload.onload?.();
    this.onload?.();
  }

  break() {
    this.onerror?.();
  }
}

/** The request of this index, once it was sent. */
export async function request(index: number): Promise<FakeRequest> {
  return vi.waitFor(() => {
    const found = FakeRequest.all[index];
    if (!found?.sent) throw new Error('not sent yet');
    return found;
  });
}
