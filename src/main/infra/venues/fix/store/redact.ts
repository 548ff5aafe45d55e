/** Takes secrets out of a message before it is kept. */
import { soh } from '../codec/encodeMessage.ts';
import { tags } from '../codec/fixMessage.ts';

const secrets = new RegExp(`${soh}(${tags.password}|${tags.newPassword})=[^${soh}]*`, 'g');

export function redact(raw: string): string {
  return raw.replaceAll(secrets, `${soh}$1=***`);
}
