/** Reading the configuration again: what can be asked for, what is refused, and that the last one asked for is in force. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { operator, TradingBed } from '../engine/trading/testing/tradingBed.ts';
import { configurationSource } from '../infra/configuration/configurationSource.ts';
import { defaultDeskConfiguration } from '../infra/configuration/deskConfiguration.ts';
import { ConfigurationReloader } from './configurationReloader.ts';

async function opened() {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-reload-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'configuration.json');
  const bed = await TradingBed.open();
  const told: unknown[] = [];
  const options = {
    engine: bed.engine,
    logger: { log: () => undefined },
    configuration: defaultDeskConfiguration(),
    onChanged: async () => void told.push(bed.engine.configuration.maxConcurrentOrders),
  };
  // Not watched: the file system would tell of each write at a moment of its own.
  const source = { ...configurationSource(undefined, folder), watch: () => () => undefined };
  const reloader = new ConfigurationReloader({ ...options, source });
  onTestFinished(() => reloader.close());
  const write = (text: string): void => writeFileSync(file, text);
  /** The file system takes real time, the engine simulated one. */
  const reload = async () => {
    const seen = { done: false };
    const reloaded = reloader.reload(operator).finally(() => (seen.done = true));
    while (!seen.done) {
      await bed.time.advance(10);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return reloaded;
  };
  const desk = async () =>
    (await bed.events())
      .filter(({ type }) => type.startsWith('Configuration'))
      .map(({ type, data }) => ({ type, data }));
  return { bed, options, told, write, reload, desk, folder };
}

describe('reading the configuration again', () => {
  test('puts the file in force, and tells what runs beside the engine', async () => {
    const { write, reload, told, bed } = await opened();
    write(JSON.stringify({ maxConcurrentOrders: 7 }));
    expect(await reload()).toEqual({
      ok: true,
      value: { changes: [{ path: 'maxConcurrentOrders', from: 1_000, to: 7 }] },
    });
    expect(bed.engine.configuration.maxConcurrentOrders).toBe(7);
    expect(told).toEqual([7]);
  });

  test('without a file in the data folder means the defaults', async () => {
    const { reload } = await opened();
    expect(await reload()).toEqual({ ok: true, value: { changes: [] } });
  });

  test.each([
    ['{', 'configuration_invalid'],
    ['{"maxConcurrentOrders":0}', 'configuration_invalid'],
    ['{"accounts":["other"]}', 'restart_required'],
    ['{"venues":[{"venue":"sim","simulator":{"tickMs":1}}]}', 'restart_required'],
  ])('refuses %s, leaves what is in force alone and notes it', async (text, code) => {
    const { write, reload, bed, desk, told } = await opened();
    write(text);
    expect(await reload()).toMatchObject({ ok: false, error: { code } });
    expect(bed.engine.configuration).toEqual(defaultDeskConfiguration().engine);
    expect(await desk()).toMatchObject([
      { type: 'ConfigurationRefused', data: { code, reason: operator.reason } },
    ]);
    expect(told).toEqual([]);
  });

  test('a refused file is an alert with its name, the key and what was expected, once however often it is read', async () => {
    const { write, reload, bed, folder } = await opened();
    write('{"risk":{"nonsense":1,"positionMax":5,"b":1,"c":1,"d":1}}');
    await reload();
    await bed.until(bed.engine.settled());
    await bed.time.advance(100);
    const [alert, ...others] = bed.engine.alerts.open();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ kind: 'configuration_refused', holdsOrders: false, stream: 'desk' });
    expect(alert?.message).toMatch(
      /limits from before stayed in force: configuration\.json is not a valid configuration: .*risk\.nonsense: unknown key; expected one of /,
    );
    expect(alert?.message).toMatch(/; and \d more$/);
    expect(alert?.message).not.toContain(folder);
    await reload();
    await bed.time.advance(100);
    expect(bed.engine.alerts.open()).toHaveLength(1);
    write('{"confidenceMin":"2"}');
    await reload();
    await bed.time.advance(100);
    // Another mistake is of the same cause: nothing but this file keeps the limits from before in force.
    const open = bed.engine.alerts.open();
    expect(open).toMatchObject([{ kind: 'configuration_refused' }]);
    expect(open[0]?.message).toMatch(/confidenceMin/);
  });

  test('is refused where the engine was given no place to read it from', async () => {
    const { options } = await opened();
    const reloader = new ConfigurationReloader(options);
    expect(await reloader.reload(operator)).toMatchObject({
      ok: false,
      error: { code: 'configuration_source_unknown' },
    });
  });
});
