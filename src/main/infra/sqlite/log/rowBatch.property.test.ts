import fc from 'fast-check';
import { expect, it } from 'vitest';
import { epochMicros } from '../../../../shared/kernel/time.ts';
import { emptyRow, rowFromEvent } from '../../../engine/events/schema/eventRow.ts';
import { jsonOf, storedForm } from '../../../engine/events/schema/storedForm.ts';
import { sampleEvent, stream } from '../../../engine/events/testing/sampleEvents.ts';
import { chainHash, chainHashOf } from '../chain/chainHash.ts';
import { lastHashOf } from '../events/lastHashOf.ts';
import { packRows, RowCursor } from './rowBatch.ts';

const start = '0'.repeat(64);

/** An event with any text in its data, as the store would write it, and the JSON of its data. */
function stored(reason: string, position: number, hasCause: boolean) {
  const cause = hasCause ? { causationId: sampleEvent().eventId } : undefined;
  const event = { ...sampleEvent(reason), ...cause };
  const text = jsonOf(event);
  const place = { position, streamId: stream('order-a'), version: position - 1, schemaVersion: 1 };
  return { event: storedForm(event, text, { ...place, time: epochMicros(position * 1_000_003) }), text };
}

const reason = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('a\nb', '\n', '\r\n', '\u2028', 'grün', '\ud800', ''),
);
const events = fc
  .array(fc.tuple(reason, fc.boolean()), { minLength: 1, maxLength: 40, size: 'max' })
  .map((all) => all.map(([text, hasCause], index) => stored(text, index + 1, hasCause)));

it('a batch gives the rows that went into it, and the hashes that a verifier computes, whatever text they hold', () => {
  fc.assert(
    fc.property(events, (all) => {
      const batch = packRows(
        all.map(({ event }) => event),
        all.map(({ text }) => text),
      );
      const cursor = new RowCursor(batch);
      const row = emptyRow();
      let hash = start;
      for (const { event, text } of all) {
        const fields = cursor.next(row);
        const expected = rowFromEvent(event, text);
        expect(row).toEqual(expected);
        expect(chainHashOf(hash, fields)).toBe(chainHash(hash, expected));
        hash = chainHash(hash, expected);
      }
      expect(cursor.left).toBe(0);
      expect(lastHashOf(start, batch)).toBe(hash);
    }),
  );
});

it('a batch whose fields are not those of its rows is refused, before a row can be wrong', () => {
  const { event, text } = stored('x', 1, false);
  const { text: packed } = packRows([event], [text]);
  for (const [rows, wrong] of [
    [1, `${packed}\nmore`],
    [2, packed],
    [1, packed.slice(0, packed.lastIndexOf('\n'))],
  ] as const) {
    expect(() => lastHashOf(start, { first: 1, rows, text: wrong })).toThrow('a batch has');
  }
});
