import 'server-only';
import { randomBytes } from 'node:crypto';

/** 128 random bits in 22 letters that fit into an address: whoever was not told an id does not find it. */
export function newId(): string {
  return randomBytes(16).toString('base64url');
}
