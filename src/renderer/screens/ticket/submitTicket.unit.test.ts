/** Which tickets may be sent again under the same id. */
import { expect, test } from 'vitest';
import { afterFault } from './submitTicket.ts';

const signalId = 'ticket-1';
const fault = (code: string) => ({ code, message: 'said so' });
const sent = { reviewing: signalId, terms: 'Buy 1 SPX', outcome: undefined };

test.each(['engine_crashed', 'engine_lost', 'engine_gone', 'deadline', 'reconnected'])(
  'a ticket without an answer (%s) keeps its id, so that sending it again makes no second order',
  (code) => {
    const after = afterFault(sent, { fault: fault(code), unanswered: true });
    expect(after).toMatchObject({ reviewing: signalId, outcome: { unknown: true } });
  },
);

test('a ticket that the engine refused is not taken: the next one has an id of its own', () => {
  const after = afterFault(sent, { fault: fault('engine_gone') });
  expect(after).toMatchObject({ reviewing: undefined, outcome: { unknown: false } });
});

test('a refusal of the second sending does not say what became of the first', () => {
  const { outcome } = afterFault(sent, { fault: fault('deadline'), unanswered: true });
  const after = afterFault({ ...sent, outcome }, { fault: fault('not_logged_in') });
  expect(after).toMatchObject({ reviewing: signalId, outcome: { unknown: true } });
  const other = afterFault({ ...sent, reviewing: 'ticket-2', outcome }, { fault: fault('not_logged_in') });
  expect(other).toMatchObject({ reviewing: undefined, outcome: { unknown: false } });
});
