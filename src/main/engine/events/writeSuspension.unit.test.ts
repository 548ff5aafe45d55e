/** What is logged while a store can not write. */
import { expect, it } from 'vitest';
import { manualTime } from './testing/manualTime.ts';
import { WriteSuspension } from './writeSuspension.ts';

it('each lost append repeats the fault, and the log has it once until it is another one or over', () => {
  const { scheduler, advance } = manualTime();
  const logged: unknown[] = [];
  const logger = {
    log: (_level: string, message: string, fields?: object) => void logged.push([message, fields]),
  };
  const suspension = new WriteSuspension(scheduler, logger, (ended) => ended(undefined));
  const line = (code: string) => ['the event store can not write', { code, error: 'no' }];
  for (let append = 0; append < 3; append++) suspension.begin({ code: 'disk_full', message: 'no' });
  suspension.begin({ code: 'store_locked', message: 'no' });
  expect(logged).toEqual([line('disk_full'), line('store_locked')]);
  advance(1_000);
  suspension.begin({ code: 'store_locked', message: 'no' });
  expect(logged.slice(2)).toEqual([['the event store writes again', undefined], line('store_locked')]);
  suspension.cancel();
});
