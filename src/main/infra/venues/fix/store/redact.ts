/** Takes secrets out of a message before it is kept or shown. */
import { soh } from '../codec/encodeMessage.ts';
import { tags } from '../codec/fixMessage.ts';
import type { ParsedMessage } from '../codec/parseMessage.ts';
import { msgTypes } from '../../../../../shared/kernel/fixMessages.ts';

const stars = '***';
const secrets = new RegExp(`${soh}(${tags.password}|${tags.newPassword})=[^${soh}]*`, 'g');
const logon = `${soh}${tags.msgType}=${msgTypes.logon}${soh}`;
const rawData = new RegExp(`${soh}${tags.rawDataLength}=(\\d{1,6})${soh}${tags.rawData}=`);

/** Stars out passwords, and the raw data of a Logon, in which some venues want the password. */
export function redact(raw: string): string {
  const plain = raw.replaceAll(secrets, `${soh}$1=${stars}`);
  if (!plain.includes(logon)) return plain;
  const found = rawData.exec(plain);
  if (found === null) return plain;
  const start = found.index + found[0].length;
  // The data may contain separators; a wrong length must not leave a part of the data either.
  const end = plain.indexOf(soh, start + Number(found[1]));
  return `${plain.slice(0, start)}${stars}${end < 0 ? '' : plain.slice(end)}`;
}

/** Whether a secret was taken out of the message: its length and checksum are still those of the original. */
export function isRedacted(raw: string): boolean {
  return raw.includes(stars);
}

const textField = new RegExp(`${soh}${tags.text}=[^${soh}]*`, 'g');

/** Stars out our password where the Text of a venue's message repeats it. */
export function withoutSecret(message: ParsedMessage, secret: string | undefined): ParsedMessage {
  if (secret === undefined || !message.raw.includes(secret)) return message;
  const hidden = (text: string): string => text.replaceAll(secret, stars);
  const fields = message.fields.map(
    ([tag, value]) => [tag, tag === tags.text ? hidden(value) : value] as const,
  );
  return { ...message, fields, raw: message.raw.replaceAll(textField, hidden) };
}
