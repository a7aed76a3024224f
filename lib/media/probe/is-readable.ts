/** Whether the browser can still read the file; it may have been moved or deleted, or its drive removed. */
export async function isReadable(file: Blob): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
