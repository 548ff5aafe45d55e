/**
 * Cuts a stream of bytes into messages, whatever packets they come in. Garbled bytes are skipped up to the next place
 * where a message can begin, and reported.
 */
import { soh } from './encodeMessage.ts';
import { countOf } from './fixMessage.ts';
import { parseMessage, trailerLength, type ParsedMessage } from './parseMessage.ts';

/** Bytes of the longest message that is read. A longer one is garbled, so that no peer can fill the memory. */
export const messageBytesMax = 1_048_576;
/** Bytes within which BeginString and BodyLength must be whole. */
const prefixBytesMax = 40;
const begin = '8=FIX';
const prefixPattern = new RegExp(`^8=([^${soh}]{1,16})${soh}9=([^${soh}]{1,9})${soh}`);
const endPattern = new RegExp(`${soh}10=\\d{3}${soh}`);
const endAndBeginPattern = new RegExp(`${soh}10=\\d{3}${soh}8=FIX`, 'g');
/** Length of the pattern less one: the pattern may begin this far before the end of the bytes that were searched. */
const endAndBeginRest = 12;

export type Frame =
  | { readonly type: 'message'; readonly message: ParsedMessage }
  | { readonly type: 'garbled'; readonly why: string; readonly text: string };

export class FrameReader {
  private rest = '';
  /**
   * How many bytes were searched and have no end with a beginning after it: each byte is searched once, in whatever
   * pieces it comes.
   */
  private looked = 0;

  /** Takes the next bytes, as Latin-1 text, and gives the frames that they complete. */
  push(text: string): readonly Frame[] {
    this.rest += text;
    const frames: Frame[] = [];
    for (;;) {
      const frame = this.next();
      if (frame === undefined) return frames;
      frames.push(frame);
    }
  }

  private next(): Frame | undefined {
    const from = this.rest.indexOf(begin);
    if (from !== 0) return this.skipTo(from < 0 ? this.possibleBegin() : from, 'no BeginString');
    const prefix = prefixPattern.exec(this.rest);
    if (prefix === null) {
      // The BeginString may be complete and the length still on its way.
      if (this.rest.length < prefixBytesMax && this.rest.indexOf(begin, 1) < 0) return undefined;
      return this.garbled('BodyLength is not the second field');
    }
    const length = countOf(prefix[2]);
    if (length === undefined || length > messageBytesMax) {
      return this.garbled(`BodyLength is ${prefix[2] ?? ''}: expected up to ${messageBytesMax}`);
    }
    const end = prefix[0].length + length + trailerLength;
    if (this.rest.length < end) return this.tooShort();
    const parsed = parseMessage(this.rest.slice(0, end));
    if (!parsed.ok) return this.garbled(parsed.error);
    this.cut(end);
    return { type: 'message', message: parsed.value };
  }

  /**
   * A BodyLength that is too large would swallow the messages after it. So a message that ends properly before its
   * length, with another message after it, is garbled at once.
   */
  private tooShort(): Frame | undefined {
    endAndBeginPattern.lastIndex = Math.max(0, this.looked - endAndBeginRest);
    const next = endAndBeginPattern.exec(this.rest);
    this.looked = next?.index ?? this.rest.length;
    return next === null ? undefined : this.garbled('BodyLength is more than the message has');
  }

  /** Gives up the message at the front: reading goes on where the next one may begin. */
  private garbled(why: string): Frame {
    const ended = endPattern.exec(this.rest);
    const next = this.rest.indexOf(`${soh}${begin}`, 1);
    const afterEnd = ended === null ? Infinity : ended.index + ended[0].length;
    const afterNext = next < 0 ? Infinity : next + 1;
    const cut = Math.min(afterEnd, afterNext, this.rest.length);
    const text = this.rest.slice(0, cut);
    this.cut(cut);
    return { type: 'garbled', why, text };
  }

  private cut(at: number): void {
    this.rest = this.rest.slice(at);
    this.looked = Math.max(0, this.looked - at);
  }

  private skipTo(at: number, why: string): Frame | undefined {
    if (at === 0) return undefined;
    const text = this.rest.slice(0, at);
    this.cut(at);
    return { type: 'garbled', why, text };
  }

  /** Where the start of a BeginString may stand at the very end; the length of the rest where there is none. */
  private possibleBegin(): number {
    for (let length = Math.min(begin.length - 1, this.rest.length); length > 0; length--) {
      if (begin.startsWith(this.rest.slice(-length))) return this.rest.length - length;
    }
    return this.rest.length;
  }
}
