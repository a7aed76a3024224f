/** Whether the browser still gets at a file's bytes: it may have been moved, deleted, or on a drive that is gone. */
export async function isReadable(file: Blob): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
