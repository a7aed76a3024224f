import { describe, expect, onTestFinished, test } from 'vitest';
import type { Database } from '@/lib/server/db/database';
import { openDatabase } from '@/lib/server/db/database';
import type { JobRecord, Reservation } from '@/lib/server/db/records/records';
import { createTestDatabaseUrl } from '../../../setup/services/test-database';

const NOW = Date.UTC(2026, 10, 22, 12);
const DAY = '2026-11-22';
const JOB_UPDATE = {
  status: 'submitted',
  recognised: true,
  message: null,
  resultUrl: null,
  resultDurationMs: null,
  parentVideoUrl: null,
  succeededAtMs: null,
} as const;

let idCount = 0;
function id(name: string): string {
  idCount += 1;
  return `${name}-${idCount}`;
}

async function createTestDatabase(): Promise<Database> {
  const db = await openDatabase({ url: await createTestDatabaseUrl('deep/er/ledger.db'), authToken: null });
  onTestFinished(() => db.close());
  return db;
}

async function newEditor(db: Database): Promise<string> {
  const { editorId } = await db.openSession({ tokenHash: id('hash'), role: 'visitor', nowMs: NOW, expiresAtMs: NOW + 1000 });
  return editorId;
}

function reservation(budgetMilliPtc: number | null, milliPtc = 70): Reservation {
  return { chargeId: id('charge'), milliPtc, budgetMilliPtc };
}

function newClaim(editorId: string, sourceKey = 'upload 1', nowMs = NOW) {
  const videoId = id('video');
  const times = { expiresAtMs: nowMs + 86_400_000, leaseUntilMs: nowMs + 150_000, createdAtMs: nowMs };
  return {
    video: {
      videoId,
      editorId,
      mode: 'live' as const,
      sourceKey,
      uploadId: null,
      sourceJobId: null,
      name: 'clip.mp4',
      durationMs: 9000,
      ...times,
    },
    identify: reservation(1_000, 7),
    upload: null,
    nowMs,
  };
}

async function insertIdentifiedVideo(db: Database, editorId: string): Promise<string> {
  const claim = newClaim(editorId, id('upload'));
  await db.claimVideo({ ...claim, identify: reservation(null, 7) });
  const face = { faceId: '0', position: 0, startMs: 0, endMs: 9000, hasThumbnail: false };
  await db.recordFaces({ videoId: claim.video.videoId, sessionId: 's', faces: [face], leaseUntilMs: 0 });
  return claim.video.videoId;
}

function newJob(editorId: string, videoId: string, changes: Partial<JobRecord> = {}) {
  const placement = { trimStartMs: 0, trimEndMs: 2000, insertAtMs: 0, voiceVolume: 1, originalVolume: 0 };
  return {
    ...{ jobId: id('job'), editorId, mode: 'live' as const, idempotencyKey: id('key'), paramsHash: 'hash', videoId, faceId: '0' },
    videoName: 'clip.mp4',
    ...{ placement, voiceDurationMs: 2000, replaces: null, externalTaskId: id('external'), createdAtMs: NOW },
    ...changes,
  };
}

describe('sessions', () => {
  test('openSession gives the owner one editor on every device, and each visitor a different one', async () => {
    const db = await createTestDatabase();
    const open = (tokenHash: string, role: 'owner' | 'visitor') => db.openSession({ tokenHash, role, nowMs: NOW, expiresAtMs: NOW + 1000 });
    expect((await open('a', 'owner')).editorId).toBe((await open('b', 'owner')).editorId);
    expect((await open('c', 'visitor')).editorId).not.toBe((await open('d', 'visitor')).editorId);
  });

  test('concurrent openSession calls for one token create one editor', async () => {
    const db = await createTestDatabase();
    const opened = await Promise.all(
      Array.from({ length: 20 }, () => db.openSession({ tokenHash: 'same', role: 'visitor', nowMs: NOW, expiresAtMs: NOW + 1000 })),
    );
    expect(new Set(opened.map(({ editorId }) => editorId)).size).toBe(1);
  });

  test('findSession ignores an expired session', async () => {
    const db = await createTestDatabase();
    await db.openSession({ tokenHash: 'a', role: 'visitor', nowMs: NOW, expiresAtMs: NOW + 1000 });
    expect(await db.findSession('a', NOW + 999)).not.toBeNull();
    expect(await db.findSession('a', NOW + 1000)).toBeNull();
  });

  test('secret creates 32 bytes once, also when called concurrently', async () => {
    const db = await createTestDatabase();
    const secrets = await Promise.all(Array.from({ length: 10 }, () => db.secret('publish')));
    expect(new Set(secrets.map((secret) => Buffer.from(secret).toString('hex'))).size).toBe(1);
    expect(secrets[0]?.byteLength).toBe(32);
    expect(await db.secret('another')).not.toEqual(secrets[0]);
  });
});

describe('uploads', () => {
  test('completeUpload records only the first completion', async () => {
    const db = await createTestDatabase();
    const editorId = await newEditor(db);
    const upload = {
      uploadId: 'u',
      editorId,
      fileName: 'a.mp4',
      byteSize: 5,
      contentType: 'video/mp4',
      createdAtMs: NOW,
      expiresAtMs: NOW,
      parts: null,
    };
    await db.insertUpload(upload);
    const facts = { container: 'mp4', byteSize: 5, durationMs: 3000, widthPx: 1280, heightPx: 720, hasSound: true } as const;
    expect(await db.completeUpload('u', facts, NOW)).toBe(true);
    expect(await db.completeUpload('u', { ...facts, durationMs: 4000 }, NOW)).toBe(false);
    expect(await db.findUpload('u')).toEqual({ ...upload, facts });
  });
});

describe('simulator state', () => {
  test('insert does not overwrite the simulator’s state', async () => {
    const { simulatorState } = await createTestDatabase();
    expect(await simulatorState.insert('k', '1')).toBe(true);
    expect(await simulatorState.insert('k', '2')).toBe(false);
    expect(await simulatorState.get('k')).toBe('1');
    await simulatorState.put('k', '3');
    expect(await simulatorState.get('k')).toBe('3');
    expect(await simulatorState.get('none')).toBeNull();
  });
});

describe('identify-face', () => {
  test('claimVideo lets one of twenty concurrent claims of a source pay', async () => {
    const db = await createTestDatabase();
    const editorId = await newEditor(db);
    const claims = await Promise.all(Array.from({ length: 20 }, () => db.claimVideo(newClaim(editorId))));
    expect(claims.filter((claim) => typeof claim === 'object' && claim.claimed)).toHaveLength(1);
    expect(new Set(claims.map((claim) => (typeof claim === 'object' ? claim.video.videoId : claim))).size).toBe(1);
    expect(await db.spentOn(DAY, 'live')).toBe(7);
  });

  test('expireClaims marks an expired claim as lost, keeps its money spent and frees the source', async () => {
    const db = await createTestDatabase();
    const editorId = await newEditor(db);
    const first = newClaim(editorId);
    await db.claimVideo(first);
    const second = newClaim(editorId, first.video.sourceKey, first.video.leaseUntilMs);
    expect(await db.claimVideo(second)).toMatchObject({ claimed: true });
    expect(await db.findVideo(first.video.videoId)).toMatchObject({ status: 'lost' });
    expect(await db.spentOn(DAY, 'live')).toBe(14);
  });

  test('extendClaim fails for an expired claim', async () => {
    const db = await createTestDatabase();
    const editorId = await newEditor(db);
    const first = newClaim(editorId);
    await db.claimVideo(first);
    expect(await db.extendClaim(first.video.videoId, NOW + 200_000)).toBe(true);
    await db.claimVideo(newClaim(editorId, first.video.sourceKey, NOW + 200_000));
    expect(await db.extendClaim(first.video.videoId, NOW + 400_000)).toBe(false);
  });

  test('recordFaces records a paid response that arrives after the lease expired', async () => {
    const db = await createTestDatabase();
    const editorId = await newEditor(db);
    const { video, ...rest } = newClaim(editorId);
    await db.claimVideo({ video, ...rest });
    await db.expireClaims(NOW, NOW);
    expect(await db.findVideo(video.videoId)).toMatchObject({ status: 'lost' });
    await db.recordFaces({ videoId: video.videoId, sessionId: 's', faces: [], leaseUntilMs: 0 });
    expect(await db.findVideo(video.videoId)).toMatchObject({ status: 'identified', sessionId: 's' });
  });

  test('claimVideo reserves a paid upload together with the call, or neither', async () => {
    const db = await createTestDatabase();
    const editorId = await newEditor(db);
    const claim = { ...newClaim(editorId), identify: reservation(7, 7), upload: reservation(7, 1) };
    expect(await db.claimVideo(claim)).toBe('over-budget');
    expect(await db.spentOn(DAY, 'live')).toBe(0);
    const enough = { ...newClaim(editorId), identify: reservation(8, 7), upload: reservation(8, 1) };
    expect(await db.claimVideo(enough)).toMatchObject({ claimed: true });
    expect(await db.spentOn(DAY, 'live')).toBe(8);
  });
});

describe('jobs', () => {
  test('fifty concurrent insertJob calls never exceed the budget', async () => {
    const db = await createTestDatabase();
    const editorId = await newEditor(db);
    const videoId = await insertIdentifiedVideo(db, editorId);
    const spent = await db.spentOn(DAY, 'live');
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => db.insertJob(newJob(editorId, videoId), reservation(spent + 7 * 70 + 69))),
    );
    expect(outcomes.filter((outcome) => outcome === 'inserted')).toHaveLength(7);
    expect(outcomes.filter((outcome) => outcome === 'over-budget')).toHaveLength(43);
    expect(await db.spentOn(DAY, 'live')).toBe(spent + 490);
  });

  test('concurrent insertJob calls with one key create one job', async () => {
    const db = await createTestDatabase();
    const editorId = await newEditor(db);
    const videoId = await insertIdentifiedVideo(db, editorId);
    const spent = await db.spentOn(DAY, 'live');
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => db.insertJob(newJob(editorId, videoId, { idempotencyKey: 'one' }), reservation(null))),
    );
    expect(outcomes.filter((outcome) => outcome === 'inserted')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'key-taken')).toHaveLength(19);
    expect(await db.spentOn(DAY, 'live')).toBe(spent + 70);
  });

  test('the live budget ignores charges of yesterday and of practice mode', async () => {
    const db = await createTestDatabase();
    const editorId = await newEditor(db);
    const videoId = await insertIdentifiedVideo(db, editorId);
    const spent = await db.spentOn(DAY, 'live');
    await db.insertJob(newJob(editorId, videoId, { createdAtMs: NOW - 86_400_000 }), reservation(null));
    await db.insertJob(newJob(editorId, videoId, { mode: 'practice' }), reservation(null));
    expect(await db.spentOn(DAY, 'live')).toBe(spent);
    expect(await db.spentOn(DAY, 'practice')).toBe(70);
  });

  test('recordRefusal releases the money once, and recordTask spends it permanently', async () => {
    const db = await createTestDatabase();
    const editorId = await newEditor(db);
    const videoId = await insertIdentifiedVideo(db, editorId);
    const spent = await db.spentOn(DAY, 'live');
    const [refused, taken] = [newJob(editorId, videoId), newJob(editorId, videoId)];
    await db.insertJob(refused, reservation(null));
    await db.insertJob(taken, reservation(null));
    const error = { code: 'content-refused', message: 'no', charged: 'no' } as const;
    expect(await db.recordRefusal(refused.jobId, error, 'released', NOW)).toBe(true);
    expect(await db.recordTask(refused.jobId, 'late', JOB_UPDATE, NOW)).toBe(false);
    expect(await db.recordTask(taken.jobId, 'task', JOB_UPDATE, NOW)).toBe(true);
    expect(await db.recordRefusal(taken.jobId, error, 'released', NOW)).toBe(false);
    expect(await db.spentOn(DAY, 'live')).toBe(spent + 70);
    expect(await db.findJob(refused.jobId)).toMatchObject({ status: 'failed', error, charge: { state: 'released' } });
    expect(await db.findJob(taken.jobId)).toMatchObject({ status: 'submitted', taskId: 'task', charge: { state: 'spent' } });
  });

  test('insertJob replaces only the editor’s own lost job that has no replacement yet', async () => {
    const db = await createTestDatabase();
    const [editorId, other] = [await newEditor(db), await newEditor(db)];
    const videoId = await insertIdentifiedVideo(db, editorId);
    const lost = newJob(editorId, videoId);
    await db.insertJob(lost, reservation(null));
    const replace = (by: string) => db.insertJob(newJob(by, videoId, { replaces: lost.jobId }), reservation(null));
    expect(await replace(editorId)).toBe('not-replaceable');
    await db.markUnknown(lost.jobId, NOW, NOW);
    expect(await replace(other)).toBe('not-replaceable');
    const both = await Promise.all([replace(editorId), replace(editorId)]);
    expect(both.sort()).toEqual(['inserted', 'not-replaceable']);
    expect(await db.findJob(lost.jobId)).toMatchObject({ status: 'unknown', charge: { state: 'reserved' } });
  });

  test('one of a hundred concurrent polls, look-ups or copies is claimed', async () => {
    const db = await createTestDatabase();
    const editorId = await newEditor(db);
    const videoId = await insertIdentifiedVideo(db, editorId);
    const job = newJob(editorId, videoId);
    await db.insertJob(job, reservation(null));
    await db.markUnknown(job.jobId, NOW, NOW);
    const winners = async (claim: () => Promise<boolean>) =>
      (await Promise.all(Array.from({ length: 100 }, claim))).filter((won) => won).length;
    expect(await winners(() => db.claimLookup(job.jobId, NOW, NOW + 1000))).toBe(1);
    await db.recordTask(job.jobId, 'task', JOB_UPDATE, NOW);
    expect(await winners(() => db.claimPoll(job.jobId, NOW + 5000, NOW))).toBe(1);
    await db.recordUpdate(job.jobId, 'submitted', { ...JOB_UPDATE, status: 'succeeded', resultUrl: 'https://cdn.example/r.mp4' }, NOW);
    const copy = { kind: 'result', jobId: job.jobId, key: `results/${job.jobId}` } as const;
    expect(await winners(() => db.claimCopy({ ...copy, nowMs: NOW, untilMs: NOW + 1000 }))).toBe(1);
    expect(await winners(() => db.claimCopy({ ...copy, nowMs: NOW + 1000, untilMs: NOW + 2000 }))).toBe(1);
    // The previous holder of the lease can neither renew it nor record the copy.
    expect(await db.renewCopyLease('result', job.jobId, NOW + 1000, NOW + 9000)).toBe(false);
    expect(await db.recordCopy({ ...copy, heldUntilMs: NOW + 1000, byteSize: 5, nowMs: NOW })).toBe(false);
    expect(await winners(() => db.recordCopy({ ...copy, heldUntilMs: NOW + 2000, byteSize: 5, nowMs: NOW }))).toBe(1);
    expect(await winners(() => db.claimCopy({ ...copy, nowMs: NOW + 9000, untilMs: NOW + 9999 }))).toBe(0);
  });

  test('two processes can use one database concurrently', async () => {
    const url = await createTestDatabaseUrl('shared.db');
    const [one, two] = await Promise.all([0, 1].map(() => openDatabase({ url, authToken: null })));
    if (one === undefined || two === undefined) throw new Error('two ledgers');
    const editorId = await newEditor(one);
    const videoId = await insertIdentifiedVideo(one, editorId);
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? one : two).insertJob(newJob(editorId, videoId), reservation(7 + 700))),
    );
    expect(outcomes.filter((outcome) => outcome === 'inserted')).toHaveLength(10);
    expect(await two.spentOn(DAY, 'live')).toBe(707);
    one.close();
    two.close();
  });
});
