/** The commands around limits of risk on a running desk: changes, overrides, positions, the report, and what if. */
import { expect, it } from 'vitest';
import { limitNames } from '../../../../domain/risk/limits.ts';
import { sampleSignal } from '../../../../domain/signal/testing/sampleSignal.ts';
import { RunningDesk } from '../../testing/deskProcess.ts';
import { runHere } from '../../testing/runHere.ts';
import { tempDesk } from '../../testing/tempDesk.ts';

const noOtherLimit = Object.fromEntries(limitNames.map((name) => [name, 'none']));
const why = ['--reason', 'a test of limits'];

it('a limit is set, one signal passes a soft one, and the reports say who did it and what was denied', async () => {
  const { data, file } = tempDesk();
  const desk = new RunningDesk('--data', data, '--signals', '-');
  await desk.answered(1);
  const here = (...command: readonly string[]) => runHere(...command, '--data', data);
  const limits = (what: string, name: string, scope: string, ...more: readonly string[]) =>
    here('limits', what, name, '--scope', scope, ...more, ...why);
  /** Sends a signal, and waits until its order has that end. */
  const trade = async (id: string, end: string, change = {}) => {
    desk.send(sampleSignal(id, change));
    const status = async () => {
      const rows = (await here('orders', '--json')).json<{ signalId: string; status: string }>();
      return rows.find(({ signalId }) => signalId === id)?.status;
    };
    await expect.poll(status).toBe(end);
  };

  await trade('z', 'filled');
  const set = await limits('set', 'orderQuantityMax', 'account:main', '--soft', '5', '--hard', '9');
  expect(set).toMatchObject({
    code: 0,
    stdout: 'orderQuantityMax of account:main: none -> soft 5, hard 9\n',
  });
  const granted = await here('override', 'b', '--rule', 'max_order_quantity', ...why, '--json');
  expect(granted.json()).toMatchObject([{ signalId: 'b', rules: ['max_order_quantity'] }]);
  const six = { quantity: '6' };
  await trade('a', 'denied', six);
  await trade('b', 'filled', six);
  await trade('c', 'denied');
  expect(await limits('clear', 'positionMax', 'desk')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('limit_unchanged') as string,
  });
  expect(await limits('set', 'positions', 'desk', '--hard', '1')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('limit_unknown') as string,
  });
  expect((await limits('set', 'positionMax', 'main', '--hard', '1')).code).toBe(2);

  expect((await here('controls', '--report', '--json')).json()).toMatchObject([
    {
      limits: expect.arrayContaining([
        expect.objectContaining({ limit: 'positionMax', scope: 'desk', hard: '100000', by: 'engine' }),
        expect.objectContaining({
          limit: 'orderQuantityMax',
          scope: 'account:main',
          soft: '5',
          hard: '9',
          by: expect.stringMatching(/^operator:/) as string,
          reason: 'a test of limits',
          denials: 2,
          lastDenied: expect.objectContaining({ input: '10' }) as unknown,
        }),
      ]) as unknown,
      overrides: [{ signalId: 'b', orderId: expect.any(String) as string }],
    },
  ]);
  const text = await here('controls', '--report');
  expect(text.stdout).toMatch(/^orderQuantityMax +account:main +soft 5, hard 9 +operator:/m);

  const repeated = {
    repeatedOrdersMax: '100',
    repeatedOrdersWindowMs: 5_000,
    repeatedExecutionsMax: '1000',
  };
  const tighter = file(
    'tighter.json',
    JSON.stringify({ risk: { ...noOtherLimit, ...repeated, orderQuantityMax: '7' } }),
  );
  const whatIf = await here('whatif', '--limits', tighter, '--json');
  // The first order goes beyond the other limit; one that was denied would have passed.
  expect(whatIf.json().at(-1)).toEqual({
    decisions: 4,
    differ: 2,
    wouldBeDenied: 1,
    wouldPass: 1,
    notJudged: 0,
    windows: [
      { limit: 'repeatedOrdersMax', windowMs: 5_000, of: 'file' },
      { limit: 'repeatedExecutionsMax', windowMs: 60_000, of: 'desk' },
    ],
  });
  const told = (await here('whatif', '--limits', tighter)).stdout;
  expect(told).toContain('repeatedOrdersMax counted in 5 s, as the file says\n');
  expect(told).toContain('repeatedExecutionsMax counted in 60 s, as the desk did then\n');
  // Every mistake is told at once, those of values that can be read too.
  const wrong = file(
    'wrong.json',
    JSON.stringify({ risk: { positionMax: 'x', scopes: { 'account:nobody': { openOrdersMax: '1' } } } }),
  );
  expect(await here('whatif', '--limits', wrong)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/ risk\.positionMax: .+\n.+ risk\.scopes\.account:nobody: /) as string,
  });

  // A file that leaves limits out denies by that, as the desk would.
  const short = file('short.json', JSON.stringify({ risk: { orderQuantityMax: '100' } }));
  expect((await here('whatif', '--limits', short)).stdout).toContain('the configuration leaves out limits');
  const range = (from: string, to: string) => here('whatif', '--limits', tighter, '--from', from, '--to', to);
  expect(await range('9', '3')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--from 9 is after --to 3') as string,
  });
  expect(await range('900000', '900001')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('no decision') as string,
  });
  expect((await here('positions', '--json')).json()).toMatchObject([
    {
      method: 'average cost',
      positions: [{ account: 'main', symbol: 'SPX', quantity: '16', currency: 'USD', realized: '0' }],
      sums: [{ account: 'main', currency: 'USD', realized: '0' }],
    },
  ]);
  expect((await here('positions', '--method', 'fifo')).stdout).toMatch(/^by fifo\n/);
  expect((await here('positions')).stdout).toMatch(/^main +SPX +16 /m);
  const proposed = await limits('propose', 'orderQuantityMax', 'account:main', '--hard', '20', '--json');
  const [{ proposalId } = { proposalId: '' }] = proposed.json<{ proposalId: string }>();
  expect((await here('limits', 'proposals')).stdout).toContain(
    `${proposalId}  orderQuantityMax of account:main: soft 5, hard 9 -> 20  by operator:`,
  );
  expect(await here('limits', 'approve', proposalId, ...why)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('own_proposal') as string,
  });
  expect(await here('limits', 'withdraw', proposalId, ...why)).toMatchObject({
    code: 0,
    stdout: 'withdrawn\n',
  });
  expect((await limits('propose', 'orderQuantityMax', 'desk', '--soft', '5')).code).toBe(2);
  desk.kill('SIGTERM');
  expect((await desk.ended).code, desk.stderr).toBe(0);
});
