/** What comes in through a door that nobody should send, and some that one should. */
import { connect } from 'node:net';
import fc from 'fast-check';
import { sampleSignal } from '../../../domain/signal/testing/sampleSignal.ts';

/** Lines without a line feed, none of them blank: good ones, the same again, malformed ones, bytes, long ones. */
const line = fc.oneof(
  fc.integer({ min: 1, max: 5 }).map((id) => Buffer.from(JSON.stringify(sampleSignal(`S-${id}`)))),
  fc.json({ maxDepth: 4 }).map((text) => Buffer.from(text)),
  fc.string({ minLength: 1 }).map((text) => Buffer.from(text)),
  fc.uint8Array({ minLength: 1, maxLength: 200, size: 'max' }).map((bytes) => Buffer.from(bytes)),
  fc.integer({ min: 65_530, max: 65_545 }).map((length) => Buffer.alloc(length, 'x')),
);

export const oddLines = fc
  .array(line, { minLength: 1, maxLength: 20, size: 'max' })
  .map((all) =>
    all.filter(
      (one) =>
        !one.includes(0x0a) && one.some((byte) => ![0x20, 0x09, 0x0d].includes(byte)) && one[0] !== 0xef,
    ),
  );

export function asFile(all: readonly Buffer[]): Buffer {
  return Buffer.concat(all.flatMap((one) => [one, Buffer.from('\n')]));
}

/** Bytes of a connection: of no request, and of one that is cut or bent. */
export function bentRequests(token: string): fc.Arbitrary<Uint8Array> {
  const whole = `POST /signals HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`;
  return fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 300, size: 'max' }),
    fc.tuple(fc.nat(whole.length - 1), fc.uint8Array({ minLength: 1, maxLength: 5 })).map(([at, bytes]) => {
      const text = Buffer.from(whole);
      text.set(bytes.subarray(0, text.length - at), at);
      return text;
    }),
    fc.nat(whole.length).map((length) => Buffer.from(whole.slice(0, length))),
  );
}

/** Sends bytes and hangs up; resolves with what came back before the connection was closed. */
export async function sendRaw(port: number, bytes: Uint8Array): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  let heard = '';
  socket.setEncoding('utf8').on('data', (text: string) => (heard += text));
  socket.end(bytes);
  await new Promise((resolve) => socket.once('close', resolve));
  return heard;
}
