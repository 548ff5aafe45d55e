/** Frames between a console and an engine: what is written is read, whatever the pieces in which it comes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameReader, writeFrame, type Frame } from './frames.ts';

function read(bytes: Buffer, pieces: number, bytesMax = 10_000) {
  const frames: Frame[] = [];
  const bad: string[] = [];
  const reader = new FrameReader(
    bytesMax,
    (frame) => frames.push(frame),
    (why) => bad.push(why),
  );
  for (let at = 0; at < bytes.length; at += pieces) reader.push(bytes.subarray(at, at + pieces));
  return { frames, bad };
}

const frame: fc.Arbitrary<Frame> = fc.record({
  channel: fc.constantFrom('link' as const, 'calls' as const, 'streams' as const),
  window: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  message: fc.oneof(
    fc.record({ type: fc.string({ unit: 'grapheme' }), value: fc.nat() }),
    fc.record({ type: fc.constant('delta'), data: fc.record({ rows: fc.array(fc.string()) }) }),
    fc.record({
      type: fc.constant('snapshot'),
      data: fc.record({ positions: fc.float64Array({ noNaN: true, maxLength: 20 }), total: fc.nat() }),
    }),
  ),
});

test('frames are read as they were written, lists of numbers included, in pieces of any size', () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 6 }), fc.integer({ min: 1, max: 40 }), (frames, pieces) => {
      expect(read(Buffer.concat(frames.map(writeFrame)), pieces)).toEqual({ frames, bad: [] });
    }),
    { numRuns: 100 },
  );
});

test('one delta under the numbers of two consoles is read as it is by both', () => {
  const data = { upserts: [{ orderId: 'o1', note: 'a "quoted" \\ text' }], removals: [] };
  const frames = [3, 17].map((sequence) => ({
    channel: 'streams' as const,
    window: sequence,
    message: { type: 'delta', subscriptionId: `s${sequence}`, sequence, data },
  }));
  expect(read(Buffer.concat(frames.map(writeFrame)), 1_000)).toEqual({ frames, bad: [] });
});

const good = writeFrame({ channel: 'link', window: 0, message: { type: 'ping' } });

test.each([
  [
    'longer than allowed',
    Buffer.from([0, 0, 0x40, 0, 0]),
    'a message of 16384 bytes, where at most 10000 are taken',
  ],
  [
    'shorter than its head',
    Buffer.from([0, 0, 0, 8, 0]),
    'a message of 8 bytes, where at most 10000 are taken',
  ],
  [
    'on a channel that nobody knows',
    Buffer.concat([good.subarray(0, 4), Buffer.from([9]), good.subarray(5)]),
    'a message that can not be read',
  ],
  [
    'no JSON',
    Buffer.concat([good.subarray(0, 13), Buffer.from('{"type":"ping"]')]),
    'a message that can not be read',
  ],
])('a message that is %s is refused, and nothing after it is read', (_what, bytes, why) => {
  expect(read(Buffer.concat([good, bytes, good]), 7)).toMatchObject({
    frames: [{ channel: 'link' }],
    bad: [why],
  });
});
