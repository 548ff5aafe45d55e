/** The age of signals, on the whole engine: the stage comes and goes with the configuration. */
import { expect, test } from 'vitest';
import { formatMicros } from '../../../../shared/kernel/time.ts';
import { operator, TradingBed } from '../../trading/testing/tradingBed.ts';

const stagesOf = (bed: TradingBed): string[] =>
  bed.engine.pipeline.metrics().stages.map(({ stage }) => stage);
const tooOld = { type: 'rejected', reasons: [{ code: 'signal_too_old', field: 'createdAt' }] };

test('a signal older than the configuration allows is rejected with both ages; one in time passes', async () => {
  const bed = await TradingBed.open({ signalAgeMaxMs: 1_000 });
  const createdAt = formatMicros(bed.time.now());
  await bed.time.advance(1_000);
  expect(await bed.signal({ createdAt })).toMatchObject({ type: 'ordered' });
  await bed.time.advance(1);
  expect(await bed.signal({ createdAt })).toMatchObject(tooOld);
  expect(bed.venue.submissions).toHaveLength(1);
});

test('the stage is added, exchanged and removed while the engine runs', async () => {
  const bed = await TradingBed.open();
  expect(stagesOf(bed)).not.toContain('SignalAge');
  const put = async (signalAgeMaxMs?: number): Promise<void> => {
    const { signalAgeMaxMs: _before, ...rest } = bed.engine.configuration;
    const next = { ...rest, ...(signalAgeMaxMs !== undefined && { signalAgeMaxMs }) };
    expect(await bed.until(bed.engine.reconfigure(next, operator))).toMatchObject({ ok: true });
  };
  const createdAt = formatMicros(bed.time.now());
  await bed.time.advance(5_000);
  await put(1_000);
  expect(stagesOf(bed)[0]).toBe('SignalAge');
  expect(await bed.signal({ createdAt })).toMatchObject(tooOld);
  await put(60_000);
  expect(await bed.signal({ createdAt })).toMatchObject({ type: 'ordered' });
  await bed.time.advance(60_000);
  await put();
  expect(stagesOf(bed)).not.toContain('SignalAge');
  expect(await bed.signal({ createdAt })).toMatchObject({ type: 'ordered' });
});
