/**
 * The frames between a console and an engine of another process. A frame is its length, its channel, the number of its
 * window, the length of its JSON (each number unsigned, the high byte first), the JSON, and then the numbers of a list
 * as they are in memory, 8 bytes each, the low byte first: JSON would take many times as long for them.
 */

/** `link` is for the two processes themselves, the others are the ports of a window. */
const channels = ['link', 'calls', 'streams'] as const;
export type Channel = (typeof channels)[number];

export interface Frame {
  readonly channel: Channel;
  /** 0 on the channel `link`. */
  readonly window: number;
  /** Plain data, with at most one Float64Array, in `data.positions`. */
  readonly message: unknown;
}

const lengthBytes = 4;
/** Bytes of channel, window and length of the JSON. */
const headBytes = 9;

export function writeFrame({ channel, window, message }: Frame): Buffer {
  const { plain, numbers } = takeOut(message);
  const json = jsonOf(plain);
  const head = Buffer.alloc(lengthBytes + headBytes);
  head.writeUInt32BE(headBytes + json.length + numbers.length, 0);
  head.writeUInt8(channels.indexOf(channel), 4);
  head.writeUInt32BE(window, 5);
  head.writeUInt32BE(json.length, 9);
  return Buffer.concat([head, json, numbers]);
}

/** The JSON of what deltas hold. The same delta goes to many consoles, and is written once for all. */
const written = new WeakMap<object, Buffer>();
const end = Buffer.from('}');

function jsonOf(message: unknown): Buffer {
  if (!isDelta(message)) return Buffer.from(JSON.stringify(message));
  const { data, ...rest } = message;
  const bytes = written.get(data) ?? Buffer.from(JSON.stringify(data));
  written.set(data, bytes);
  return Buffer.concat([Buffer.from(`${JSON.stringify(rest).slice(0, -1)},"data":`), bytes, end]);
}

interface Delta {
  readonly type: 'delta';
  readonly data: object;
}

function isDelta(message: unknown): message is Delta {
  if (typeof message !== 'object' || message === null) return false;
  if (!('type' in message) || message.type !== 'delta' || !('data' in message)) return false;
  return typeof message.data === 'object' && message.data !== null;
}

/** Cuts a stream of bytes into frames of a bounded length. */
export class FrameReader {
  private readonly bytesMax: number;
  private readonly onFrame: (frame: Frame) => void;
  private readonly onBad: (why: string) => void;
  private chunks: Buffer[] = [];
  private bytes = 0;
  /** Bytes that are needed before there is something to read; infinite after a bad message. */
  private wanted = lengthBytes;

  /** `onBad` is called once; nothing is read after it. */
  constructor(bytesMax: number, onFrame: (frame: Frame) => void, onBad: (why: string) => void) {
    this.bytesMax = bytesMax;
    this.onFrame = onFrame;
    this.onBad = onBad;
  }

  push(chunk: Buffer): void {
    if (this.wanted === Infinity) return;
    this.chunks.push(chunk);
    this.bytes += chunk.length;
    while (this.bytes >= this.wanted) this.readOne();
  }

  private readOne(): void {
    const [first] = this.chunks;
    const all = this.chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.chunks);
    const length = all.readUInt32BE(0);
    if (length < headBytes || length > this.bytesMax) {
      this.refuse(`a message of ${length} bytes, where at most ${this.bytesMax} are taken`);
      return;
    }
    const end = lengthBytes + length;
    this.wanted = all.length >= end ? lengthBytes : end;
    this.chunks = [all.length >= end ? all.subarray(end) : all];
    if (all.length < end) return;
    this.bytes = all.length - end;
    const frame = readFrame(all.subarray(lengthBytes, end));
    if (frame === undefined) this.refuse('a message that can not be read');
    else this.onFrame(frame);
  }

  private refuse(why: string): void {
    this.wanted = Infinity;
    this.chunks = [];
    this.onBad(why);
  }
}

function readFrame(bytes: Buffer): Frame | undefined {
  const channel = channels[bytes.readUInt8(0)];
  const numbersAt = headBytes + bytes.readUInt32BE(5);
  if (channel === undefined || numbersAt > bytes.length) return undefined;
  try {
    const message: unknown = JSON.parse(bytes.toString('utf8', headBytes, numbersAt));
    return {
      channel,
      window: bytes.readUInt32BE(1),
      message: putBack(message, bytes.subarray(numbersAt)),
    };
  } catch {
    return undefined;
  }
}

/** Stands in the JSON for the numbers that follow it. */
const placeholder = 'numbers';

interface Listed {
  readonly data: { readonly positions: unknown };
}

function takeOut(message: unknown): { readonly plain: unknown; readonly numbers: Uint8Array } {
  if (!isListed(message) || !(message.data.positions instanceof Float64Array)) {
    return { plain: message, numbers: new Uint8Array() };
  }
  const { buffer, byteOffset, byteLength } = message.data.positions;
  return {
    plain: withPositions(message, placeholder),
    numbers: new Uint8Array(buffer, byteOffset, byteLength),
  };
}

function putBack(message: unknown, bytes: Buffer): unknown {
  if (!isListed(message) || message.data.positions !== placeholder) return message;
  // A copy of its own begins where numbers may begin.
  const { buffer } = new Uint8Array(bytes);
  return withPositions(message, new Float64Array(buffer));
}

function isListed(message: unknown): message is Listed {
  if (typeof message !== 'object' || message === null || !('data' in message)) return false;
  const { data } = message;
  return typeof data === 'object' && data !== null && 'positions' in data;
}

function withPositions(message: Listed, positions: unknown): Listed {
  return { ...message, data: { ...message.data, positions } };
}
