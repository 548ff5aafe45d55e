import { expect, it } from 'vitest';
import { nodeScheduler } from '../../clock/nodeScheduler.ts';
import { message, numbers } from '../../venues/fix/store/testing/sampleMessages.ts';
import { RecordError } from '../recordFault.ts';
import type { Query, Session } from '../recordLink.ts';
import { SessionCopy } from './sessionCopy.ts';

const lost = new RecordError({ code: 'record_unreachable', message: 'the connection was lost' });

/** A session that answers these queries, by a word of their text, and is lost at any other. */
function session(answers: Readonly<Record<string, (query: Query) => object>>): Session {
  let isOpen = true;
  return {
    get isOpen() {
      return isOpen;
    },
    backend: 1,
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as its interface
    ask: <Row extends object>(query: Query) => {
      const [, answer] = Object.entries(answers).find(([word]) => query.text.includes(word)) ?? [];
      isOpen &&= answer !== undefined;
      if (answer === undefined) return Promise.reject(lost);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the test knows the columns of its answers
      return Promise.resolve({ rows: [answer(query) as Row], count: 1 });
    },
    close() {
      isOpen = false;
      return Promise.resolve();
    },
  };
}

it('goes on where a statement of a lost session has come about after all', async () => {
  // The row of the session, which its own late statement changes after the second session has read it.
  let position = 0;
  const row = () => ({ writer: 3, position, promised: 10_000 });
  const add = ({ values = [] }: Query) => {
    if (values[2] !== position) return { held: 0 };
    position = Number(values[3]);
    return { held: 1 };
  };
  const late = session({
    SELECT: () => {
      const read = row();
      position = 1;
      return read;
    },
    'WITH held': add,
  });
  const sound = session({ 'WITH held': add, SELECT: row });
  const later = [late, sound];
  const kept = { ...message(1), position: 1 };
  const copy = new SessionCopy({
    holder: { name: 'fix-exec', epoch: 3 },
    session: session({}),
    reopen: () => Promise.resolve(later.shift() ?? sound),
    own: { numbers: () => numbers(2, 1), rowsBetween: () => [kept], lastPosition: () => 1 },
    scheduler: nodeScheduler(),
    logger: { log: () => undefined },
    reached: { position: 0, promised: 10_000 },
  });
  copy.wake();
  await expect.poll(() => copy.isBusy).toBe(false);
  copy.assertOwn();
  expect([position, copy.fault]).toEqual([1, undefined]);
});
