import type { Page } from '@playwright/test';
import type { IdentifyFaceResponse } from '@/lib/contracts/video';

export type FaceWindow = readonly [startMs: number, endMs: number];

const DAY_MS = 86_400_000;

/** Mocks identify-face with faces that the practice server does not produce. All other requests reach the server. */
export async function withFaces(page: Page, durationMs: number, windows: readonly FaceWindow[]): Promise<void> {
  let found = 0;
  await page.route('**/api/identify-face', (route) => {
    found += 1;
    return route.fulfill({
      json: {
        videoId: `made-up-${found}`,
        durationMs,
        expiresAt: new Date(Date.now() + DAY_MS).toISOString(),
        faces: windows.map(([startMs, endMs], index) => ({ faceId: String(index), thumbnailUrl: null, startMs, endMs })),
        practice: true,
      } satisfies IdentifyFaceResponse,
    });
  });
}
