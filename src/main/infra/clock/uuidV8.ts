/**
 * UUID version 8 (RFC 9562, section 5.8): the first 122 bits of a name's SHA-256, so that the same name always has the
 * same id.
 */
import { hash } from 'node:crypto';

export function uuidV8(name: string): string {
  const hex = hash('sha256', name);
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
