import { describe, expect, it } from 'vitest';
import type { Actor, OrderId, SignalId } from '../../../shared/kernel/ids.ts';
import type { EventStore } from '../../engine/events/eventStore.ts';
import type {
  Acknowledgement,
  SignalIntake,
  SignalOrigin,
  SignalOutcome,
  Submission,
} from '../../engine/signals/signalIntake.ts';
import type { IntakeRecord } from '../../infra/intake/intakeRecord.ts';
import { answerTo } from './signalAnswer.ts';
import { takeInOrder } from './takeInOrder.ts';
import { takeRecord } from './takeRecord.ts';

type Answer = readonly [Acknowledgement, SignalOutcome];

const taken: Answer = [
  { type: 'acknowledged', signalId: 's' as SignalId, orderId: 'o' as OrderId, position: 7 },
  { type: 'ordered', orderId: 'o' as OrderId, status: 'filled' },
];
const busy: Answer = [{ type: 'busy', retryAfterMs: 50 }, { type: 'not_taken' }];
const duplicate = (outcome: SignalOutcome): Answer => [
  { type: 'duplicate', signalId: 's' as SignalId },
  outcome,
];

/** An intake that gives its answers one after the other. */
function scripted(...answers: readonly Answer[]) {
  const origins: SignalOrigin[] = [];
  const waits: number[] = [];
  const left = [...answers];
  const next = (origin: SignalOrigin): Submission => {
    origins.push(origin);
    const [acknowledged, outcome] = left.shift() ?? taken;
    return { acknowledged: Promise.resolve(acknowledged), outcome: Promise.resolve(outcome) };
  };
  const intake: SignalIntake = {
    queued: 0,
    inFlight: 0,
    isFullFor: () => false,
    submit: (_input, origin) => next(origin),
    refuseUnreadable: (_refusal, _raw, origin) => next(origin).acknowledged,
    dryRun: () => ({ refusals: [] }),
  };
  const scheduler = {
    after: (delayMs: number, task: () => void) => {
      waits.push(delayMs);
      queueMicrotask(task);
      return { cancel: () => undefined };
    },
    every: () => ({ cancel: () => undefined }),
    soon: (task: () => void) => queueMicrotask(task),
  };
  return {
    origins,
    waits,
    options: { intake, scheduler, actor: 'operator:ada' as Actor, source: 'f.ndjson' },
  };
}

const value = (id: unknown): IntakeRecord => ({
  type: 'value',
  line: 3,
  value: { id },
  bytes: Buffer.from('{…}'),
});
const unreadable: IntakeRecord = {
  type: 'unreadable',
  line: 4,
  refusal: { code: 'json_malformed', message: 'm' },
  raw: { excerpt: 'x', bytes: 1, sha256: 'f'.repeat(64) },
};

describe('takeRecord', () => {
  it('names the place in the input, and the input itself where it has no id', async () => {
    const { origins, options } = scripted();
    expect(await takeRecord(value('s'), options)).toMatchObject({ line: 3, taken: taken[0] });
    await takeRecord(value(17), options);
    expect(origins).toEqual([
      { actor: 'operator:ada', label: 'f.ndjson line 3' },
      {
        actor: 'operator:ada',
        label: 'f.ndjson line 3',
        raw: { excerpt: '{…}', bytes: 5, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
      },
    ]);
  });

  it('waits as long as it is told while there is no room, and tries again', async () => {
    const { waits, options } = scripted(busy, busy, taken);
    expect(await takeRecord(value('s'), options)).toMatchObject({ taken: { type: 'acknowledged' } });
    expect(await takeRecord(unreadable, { ...options, ...scripted(busy).options })).toMatchObject({
      line: 4,
    });
    expect(waits).toEqual([50, 50]);
  });

  it('tries again where the first one with the id was lost on its way to the disk', async () => {
    const { options } = scripted(duplicate({ type: 'not_taken' }), taken);
    expect(await takeRecord(value('s'), options)).toMatchObject({ taken: { type: 'acknowledged' } });
    const known = scripted(duplicate({ type: 'rejected', reasons: [] }));
    expect(await takeRecord(value('s'), known.options)).toMatchObject({ taken: { type: 'duplicate' } });
  });

  it('passes on that the engine takes nothing, and which signal that was', async () => {
    const fault = { code: 'store_full', message: 'm' };
    const untaken: Answer = [{ type: 'unavailable', fault }, { type: 'not_taken' }];
    const { options } = scripted(untaken, untaken, untaken);
    const answers = [];
    for (const record of [value('s'), value(17), unreadable]) {
      const taken = await takeRecord(record, options);
      expect(taken).toMatchObject({ taken: { type: 'unavailable', fault } });
      answers.push(await answerTo(taken, {} as EventStore));
    }
    const refused = { type: 'refused', code: 'store_full', reasons: [fault] };
    expect(answers).toEqual([
      { ...refused, signalId: 's', line: 3 },
      { ...refused, line: 3 },
      { ...refused, line: 4 },
    ]);
  });
});

describe('takeInOrder', () => {
  it('gives no later record the place of one that finds no room', async () => {
    const { options, origins } = scripted();
    let isFull = false;
    const { submit } = options.intake;
    const intake: SignalIntake = {
      ...options.intake,
      // There is room for one at a time, and only every now and then.
      isFullFor() {
        isFull = !isFull;
        return isFull;
      },
      submit,
    };
    async function* records() {
      for (const line of [1, 2, 3, 4]) yield { ...value(`s-${line}`), line } as IntakeRecord;
    }
    const lines: number[] = [];
    await takeInOrder(records(), { ...options, intake }, async ({ line }) => void lines.push(line));
    expect(origins.map(({ label }) => label)).toEqual([1, 2, 3, 4].map((line) => `f.ndjson line ${line}`));
    expect(lines).toEqual([1, 2, 3, 4]);
  });
});
