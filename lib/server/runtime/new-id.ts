import 'server-only';
import { randomBytes } from 'node:crypto';

/** 128 random bits as 22 URL-safe characters, so ids cannot be guessed. */
export function newId(): string {
  return randomBytes(16).toString('base64url');
}
