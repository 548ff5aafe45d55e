/** A desk that is started again without a venue at which it has orders and a position. */
import { describe, expect, it } from 'vitest';
import { sampleSignal } from '../../../domain/signal/testing/sampleSignal.ts';
import { RunningDesk, runToEnd } from '../testing/deskProcess.ts';
import { tempDesk } from '../testing/tempDesk.ts';

const instrument = (symbol: string, venue: string) => ({
  symbol,
  venue,
  currency: 'USD',
  tickSize: '1',
  lotSize: '0.1',
});
const venue = (name: string, symbol: string) => ({
  venue: name,
  simulator: { tickMs: 86_400_000, startPrices: { [symbol]: '100' } },
});

const both = JSON.stringify({
  instruments: [instrument('X', 'sim'), instrument('Y', 'v2')],
  venues: [venue('sim', 'X'), venue('v2', 'Y')],
});
const one = JSON.stringify({ instruments: [instrument('X', 'sim')], venues: [venue('sim', 'X')] });
const moved = JSON.stringify({
  instruments: [instrument('X', 'sim'), instrument('Y', 'sim')],
  venues: [{ venue: 'sim', simulator: { tickMs: 86_400_000, startPrices: { X: '100', Y: '100' } } }],
});

describe('a venue that is taken out of the configuration', () => {
  it('keeps the desk from starting, with its working orders and its position', async () => {
    const { data, file } = tempDesk();
    const config = file('desk.json', both);
    const desk = new RunningDesk('--data', data, '--signals', '-', '--config', config);
    await desk.answered(1);
    const order = { symbol: 'Y', quantity: '0.7', orderType: 'limit', limitPrice: '99', timeInForce: 'GTC' };
    const market = { symbol: 'Y', quantity: '1.1', orderType: 'market', timeInForce: 'DAY', stopLoss: '90' };
    desk.send(sampleSignal('S-1', order), sampleSignal('S-2', market));
    await desk.answered(3);
    desk.kill('SIGTERM');
    expect((await desk.ended).code, desk.stderr).toBe(0);
    for (const left of [one, moved]) {
      const run = await runToEnd('run', '--data', data, '--config', file('left.json', left));
      expect(run.code).toBe(1);
      expect(run.stderr).toContain(
        'the configuration has no venue v2, which has 2 working orders, 1 filled bracket to protect, 1.1 Y of main: put back what is missing',
      );
      expect(run.stderr).not.toContain('Invariant');
    }
    const again = new RunningDesk('--data', data, '--signals', '-', '--config', config);
    await again.answered(1);
    again.kill('SIGTERM');
    expect((await again.ended).code, again.stderr).toBe(0);
  });
});
