/** The commands that change limits, and the report of what is in force. */
import { expect, it } from 'vitest';
import { ndjson, sampleSignal } from '../../../../domain/signal/testing/sampleSignal.ts';
import { runHere } from '../../testing/runHere.ts';
import { tempDesk } from '../../testing/tempDesk.ts';

const why = ['--reason', 'a test of limits'];

it('sets a limit, lets a signal pass a soft one, and reports who did it and what was denied', async () => {
  const { data, file } = tempDesk();
  const at = ['--data', data];
  const replay = (...signals: readonly object[]) =>
    runHere('replay', file('signals.ndjson', ndjson(signals)), ...at, '--json');
  expect((await replay(sampleSignal('z'))).json()).toMatchObject([{ orders: { filled: 1 } }]);
  const set = await runHere(
    'limits',
    'set',
    'orderQuantityMax',
    '--scope',
    'account:main',
    '--soft',
    '5',
    '--hard',
    '9',
    ...why,
    ...at,
  );
  expect(set).toMatchObject({
    code: 0,
    stdout: 'orderQuantityMax of account:main: none -> soft 5, hard 9\n',
  });
  const granted = await runHere('override', 'b', '--rule', 'max_order_quantity', ...why, ...at, '--json');
  expect(granted.json()).toMatchObject([{ signalId: 'b', rules: ['max_order_quantity'] }]);
  const replayed = await replay(
    sampleSignal('a', { quantity: '6' }),
    sampleSignal('b', { quantity: '6' }),
    sampleSignal('c'),
  );
  expect(replayed.json()).toMatchObject([{ orders: { filled: 1, denied: 2 } }]);
  const cleared = await runHere('limits', 'clear', 'positionMax', '--scope', 'desk', ...why, ...at);
  expect(cleared).toMatchObject({ code: 1, stderr: expect.stringContaining('limit_unchanged') as string });
  const report = await runHere('controls', '--report', ...at, '--json');
  expect(report.json()).toMatchObject([
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
  const text = await runHere('controls', '--report', ...at);
  expect(text.stdout).toMatch(/^orderQuantityMax +account:main +soft 5, hard 9 +operator:/m);
  const positions = await runHere('positions', ...at, '--json');
  expect(positions.json()).toMatchObject([
    {
      method: 'average cost',
      positions: [{ account: 'main', symbol: 'SPX', quantity: '16', currency: 'USD', realized: '0' }],
      sums: [{ account: 'main', currency: 'USD', realized: '0' }],
    },
  ]);
  expect((await runHere('positions', ...at)).stdout).toMatch(/^main +SPX +16 /m);
  const unknown = await runHere(
    'limits',
    'set',
    'positions',
    '--scope',
    'desk',
    '--hard',
    '1',
    ...why,
    ...at,
  );
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('limit_unknown') as string });
  const odd = await runHere('limits', 'set', 'positionMax', '--scope', 'main', '--hard', '1', ...why, ...at);
  expect(odd.code).toBe(2);
});
