import { describe, expect, test } from 'vitest';
import type { StreamRequest } from '../../shared/contract/streams.ts';
import { StreamClient } from './streamClient.ts';

const events = (position: number) => ({
  searchedTo: 1,
  events: [
    {
      position,
      streamId: 'desk',
      version: 0,
      eventId: `e${position}`,
      type: 'EngineStarted',
      schemaVersion: 1,
      data: {},
      correlationId: 'c',
      actor: 'engine',
      time: '2026-11-23T09:31:05.877004Z',
    },
  ],
});

function bench() {
  const sent: StreamRequest[] = [];
  const drawing: (() => void)[] = [];
  const timers: { work: () => void; delayMs: number }[] = [];
  const gone: string[] = [];
  const client = new StreamClient({
    afterDrawing: (work) => drawing.push(work),
    schedule: (work, delayMs) => timers.push({ work, delayMs }),
    onEngineGone: (fault) => gone.push(fault.code),
    onCancelAll: () => gone.push('cancel-all'),
    onKillKeys: () => gone.push('kill-keys'),
  });
  const port = { postMessage: (message: StreamRequest) => sent.push(message) };
  client.attach(port);
  const seen: string[] = [];
  const end = client.subscribe(
    'events',
    { query: {} },
    {
      snapshot: ({ events: [first] }, position) =>
        seen.push(`snapshot ${first?.position ?? 0} at ${position}`),
      delta: ({ events: [first] }, position) => seen.push(`delta ${first?.position ?? 0} at ${position}`),
      refused: (fault) => seen.push(`refused ${fault.code}`),
    },
  );
  const idOf = (): string => {
    const last = sent.findLast((message) => message.type === 'subscribe');
    return last?.subscriptionId ?? '';
  };
  const take = (type: 'snapshot' | 'delta', sequence: number, data: unknown = events(sequence)): void => {
    client.receive({ type, subscriptionId: idOf(), sequence, position: sequence, data });
  };
  const draw = (): void => {
    for (const work of drawing.splice(0)) work();
  };
  const runTimers = (): number[] =>
    timers.splice(0).map(({ work, delayMs }) => {
      work();
      return delayMs;
    });
  return { client, port, sent, seen, gone, take, draw, end, idOf, runTimers };
}

describe('a subscription', () => {
  test('begins with its parameters and hands on snapshot and deltas in order', () => {
    const { sent, seen, take } = bench();
    expect(sent).toEqual([
      { type: 'subscribe', subscriptionId: 's1', topic: 'events', parameters: { query: {} } },
    ]);
    take('snapshot', 4);
    take('delta', 5);
    take('delta', 6);
    expect(seen).toEqual(['snapshot 4 at 4', 'delta 5 at 5', 'delta 6 at 6']);
  });

  test('acknowledges only what has been drawn, and only the latest of it', () => {
    const { sent, take, draw } = bench();
    take('snapshot', 0);
    take('delta', 1);
    take('delta', 2);
    expect(sent).toHaveLength(1);
    draw();
    expect(sent.slice(1)).toEqual([{ type: 'acknowledge', subscriptionId: 's1', sequence: 2 }]);
    take('delta', 3);
    draw();
    draw();
    expect(sent.slice(2)).toEqual([{ type: 'acknowledge', subscriptionId: 's1', sequence: 3 }]);
  });

  test('asks for a fresh snapshot after a gap, and shows nothing until it comes', () => {
    const { sent, seen, take } = bench();
    take('snapshot', 1);
    take('delta', 3);
    take('delta', 4);
    expect(seen).toEqual(['snapshot 1 at 1']);
    expect(sent.filter((message) => message.type === 'resnapshot')).toHaveLength(1);
    take('snapshot', 5);
    take('delta', 6);
    expect(seen).toEqual(['snapshot 1 at 1', 'snapshot 5 at 5', 'delta 6 at 6']);
  });

  test('takes an unsent snapshot in between as the new start', () => {
    const { seen, take } = bench();
    take('snapshot', 1);
    take('snapshot', 9);
    take('delta', 10);
    expect(seen).toEqual(['snapshot 1 at 1', 'snapshot 9 at 9', 'delta 10 at 10']);
  });

  test('takes a delta once only, and none before the snapshot', () => {
    const { seen, take } = bench();
    take('delta', 1);
    take('snapshot', 1);
    take('delta', 2);
    take('delta', 2);
    expect(seen).toEqual(['snapshot 1 at 1', 'delta 2 at 2']);
  });

  test('treats an unreadable delta as a gap', () => {
    const { sent, seen, take } = bench();
    take('snapshot', 1);
    take('delta', 2, { events: 'nonsense' });
    expect(seen).toEqual(['snapshot 1 at 1']);
    expect(sent.at(-1)).toEqual({ type: 'resnapshot', subscriptionId: 's1' });
  });

  test('tells of an unreadable snapshot and tries again, later each time', () => {
    const { seen, take, runTimers } = bench();
    take('snapshot', 1, {});
    expect(seen).toEqual(['refused invalid_message']);
    expect(runTimers()).toEqual([1_000]);
    take('snapshot', 1, {});
    expect(runTimers()).toEqual([2_000]);
    take('snapshot', 1);
    take('snapshot', 2, {});
    expect(runTimers()).toEqual([1_000]);
  });

  test('that was refused is made again under a new id', () => {
    const { client, seen, sent, idOf, runTimers } = bench();
    client.receive({
      type: 'refused',
      subscriptionId: idOf(),
      fault: { code: 'overloaded', message: 'too many' },
    });
    runTimers();
    expect(seen).toEqual(['refused overloaded']);
    expect(sent.at(-1)).toMatchObject({ type: 'subscribe', subscriptionId: 's2' });
  });

  test('lives on across a new port under a new id, deaf to the old one', () => {
    const { client, sent, seen, take } = bench();
    take('snapshot', 1);
    client.detach();
    client.attach({ postMessage: (message: StreamRequest) => sent.push(message) });
    client.receive({ type: 'delta', subscriptionId: 's1', sequence: 2, position: 2, data: events(2) });
    expect(sent.at(-1)).toMatchObject({ type: 'subscribe', subscriptionId: 's2' });
    take('snapshot', 0);
    expect(seen).toEqual(['snapshot 1 at 1', 'snapshot 0 at 0']);
  });

  test('that has ended is told to the engine and hears nothing more', () => {
    const { sent, seen, take, end, runTimers } = bench();
    take('snapshot', 1);
    end();
    take('delta', 2);
    expect(sent.at(-1)).toEqual({ type: 'unsubscribe', subscriptionId: 's1' });
    expect(seen).toEqual(['snapshot 1 at 1']);
    expect(runTimers()).toEqual([]);
  });
});

test('nonsense on the port is left alone', () => {
  const { client, seen, gone } = bench();
  for (const nonsense of [undefined, 7, 'x', {}, { type: 'snapshot' }, { type: 'engine-gone' }]) {
    client.receive(nonsense);
  }
  expect(seen).toEqual([]);
  expect(gone).toEqual([]);
});

test('the end of the engine is passed on', () => {
  const { client, gone } = bench();
  client.receive({ type: 'engine-gone', fault: { code: 'engine_gone', message: 'exit code 1' } });
  expect(gone).toEqual(['engine_gone']);
});
