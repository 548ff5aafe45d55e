/** Walks the tables of rights through every door: for each role, for nobody and for programs, allowed or refused. */
import { describe, expect, test } from 'vitest';
import { apiMethods, type ApiInput, type ApiMethod } from '../../shared/contract/api.ts';
import type { Reply } from '../../shared/contract/faults.ts';
import { neededRight } from '../../shared/contract/neededRights.ts';
import { holds, roles, type Right, type Role, type Standing } from '../../shared/kernel/roles.ts';
import { sampleCalls, type SampleCall } from '../ipc/testing/sampleCalls.ts';
import { signalDoors, signalSenders, type SignalSender } from '../ipc/testing/signalSenders.ts';
import { EveryDoor } from './testing/everyDoor.ts';

const calls = apiMethods.flatMap((method) =>
  sampleCalls[method].map(({ input }: SampleCall) => ({ method, input })),
);

/** A program has no login, whatever token it shows. */
const standingOf: { readonly [W in SignalSender['who']]: Standing } = {
  ...(Object.fromEntries(roles.map((role) => [role, role])) as { readonly [R in Role]: R }),
  session: 'trader',
  nobody: 'nobody',
  producer: 'nobody',
  producer_other: 'nobody',
  producer_removed: 'nobody',
  shared: 'nobody',
  stranger: 'nobody',
};

/** A looser state may need another right besides, which the engine judges. */
function isRefused(reply: Reply<unknown>, right: Right): boolean {
  return !reply.ok && reply.fault.code === 'not_allowed' && reply.fault.details?.['expected'] === right;
}

describe.each(signalSenders)('$words', ({ who, answers }) => {
  test('may do what the tables say, at every door', async () => {
    const doors = await EveryDoor.open();
    const { desk, control } = doors;
    for (const door of signalDoors) {
      expect([door, await doors.send(who, door)]).toEqual([door, answers[door]]);
    }
    for (const { method, input } of calls) {
      await doors.enter(who);
      const right = neededRight(method, input as ApiInput<ApiMethod>);
      const refused = !holds(standingOf[who], right);
      const call = control[method] as (given: unknown) => Promise<Reply<unknown>>;
      const atWindow = isRefused(await desk.callWith(method, input), right);
      const atControl = isRefused(await doors.done(call(input)), right);
      expect([method, atWindow, atControl]).toEqual([method, refused, refused]);
    }
  });
});
