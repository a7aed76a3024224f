/** Reads a file over HTTP as upstream does: its length first, then byte ranges. */

interface RemoteFile {
  readonly byteSize: number;
  readonly read: (range: { readonly start: number; readonly end: number }) => Promise<Uint8Array<ArrayBuffer>>;
}

/** @returns `null` when the file does not exist or the server does not support ranges. */
export async function openRemoteFile(url: URL): Promise<RemoteFile | null> {
  const probeResponse = await fetch(url, { headers: { range: 'bytes=0-0' } });
  await probeResponse.arrayBuffer();
  const byteSize = Number(/\/(\d+)$/.exec(probeResponse.headers.get('content-range') ?? '')?.[1]);
  if (probeResponse.status !== 206 || !Number.isInteger(byteSize)) return null;
  return {
    byteSize,
    read: async ({ start, end }) => (await fetch(url, { headers: { range: `bytes=${start}-${end}` } })).bytes(),
  };
}
