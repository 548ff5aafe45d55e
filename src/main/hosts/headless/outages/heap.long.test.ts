/** What has ended leaves nothing behind in memory: a heap of 200 MB carries 30,000 orders. */
import { expect, it } from 'vitest';
import { sampleSignal } from '../../../domain/signal/testing/sampleSignal.ts';
import { RunningDesk } from '../testing/deskProcess.ts';
import { tempDesk } from '../testing/tempDesk.ts';

const orders = 30_000;
const onItsWayMax = 2_000;
const testMsMax = 1_100_000;

it(
  'a heap of 200 MB carries 30,000 orders',
  async () => {
    const { data } = tempDesk();
    const launcher = ['env', 'NODE_OPTIONS=--max-old-space-size=200'];
    const desk = RunningDesk.through(launcher, '--data', data, '--signals', '-');
    await desk.answered(1);
    for (let sent = 0; sent < orders; sent += onItsWayMax) {
      desk.send(
        ...Array.from({ length: onItsWayMax }, (_, index) =>
          sampleSignal(`S-${sent + index}`, { side: index % 2 === 0 ? 'buy' : 'sell', quantity: '1' }),
        ),
      );
      await desk.answered(sent + onItsWayMax + 1);
    }
    desk.kill('SIGTERM');
    expect(await desk.ended, desk.stderr.slice(-2_000)).toEqual({ code: 0, signal: null });
    const acknowledged = desk.answers.filter(({ type }) => type === 'acknowledged');
    expect(acknowledged).toHaveLength(orders);
  },
  testMsMax,
);
