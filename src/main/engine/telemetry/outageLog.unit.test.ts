/** What the log says of an outage of the store, and what it does not say again. */
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { OutageLog } from './outageLog.ts';

describe('the log while the store can not write', () => {
  let fault: Fault | undefined;
  const logged: unknown[][] = [];
  const log = new OutageLog({ log: (...line) => void logged.push(line) }, { writeFault: () => fault });
  const report = (orderId: string, why = 'full'): void =>
    log.log('error', 'venue report not recorded', { orderId, why });

  function told(): unknown[][] {
    return logged.splice(0);
  }

  it('has each line that repeats once, and its number when the store writes again', () => {
    report('before');
    report('before');
    fault = { code: 'disk_full', message: 'full' };
    for (const orderId of ['a', 'b', 'c']) report(orderId);
    report('d', 'other');
    log.log('info', 'told');
    log.log('info', 'told');
    log.look();
    expect(told()).toEqual([
      ['error', 'venue report not recorded', { orderId: 'before', why: 'full' }],
      ['error', 'venue report not recorded', { orderId: 'before', why: 'full' }],
      ['error', 'venue report not recorded', { orderId: 'a', why: 'full' }],
      ['error', 'venue report not recorded', { orderId: 'd', why: 'other' }],
      ['info', 'told', {}],
      ['info', 'told', {}],
    ]);
    fault = undefined;
    log.look();
    log.look();
    report('after');
    expect(told()).toEqual([
      ['warn', 'venue report not recorded, so often while the store could not write', { times: 3 }],
      ['error', 'venue report not recorded', { orderId: 'after', why: 'full' }],
    ]);
  });

  it('has the number also where the engine ends before the outage', () => {
    fault = { code: 'record_taken', message: 'lost' };
    report('a');
    report('b');
    log.look(true);
    expect(told().at(-1)).toEqual([
      'warn',
      'venue report not recorded, so often while the store could not write',
      { times: 2 },
    ]);
  });
});
