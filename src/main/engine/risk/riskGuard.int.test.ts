/** Risk that fails, on the whole engine in simulated time. */
import { describe, expect, test } from 'vitest';
import { sampleSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { defaultConfiguration, type RiskSettings } from '../configuration.ts';
import { operator, TradingBed } from '../trading/testing/tradingBed.ts';

const unavailable = { type: 'denied', reasons: [{ code: 'risk_unavailable' }] };

/** A desk whose settings of risk can't be read while they are broken. */
async function open() {
  const rule = { broken: false, asked: 0 };
  const { risk } = defaultConfiguration();
  const limits: RiskSettings = {
    ...risk,
    get notSaid() {
      rule.asked++;
      if (rule.broken) throw new Error('no limits loaded');
      return risk.notSaid;
    },
  };
  const bed = await TradingBed.open({ risk: limits });
  rule.broken = true;
  return { bed, rule };
}

async function changes(bed: TradingBed) {
  const events = (await bed.events()).filter(({ type }) => type === 'RiskBreakerStateChanged');
  return events.map(({ streamId, actor, data }) => ({ streamId, actor, ...(data as object) }));
}

describe('risk that throws', () => {
  test('denies the order, and keeps nothing reserved for it', async () => {
    const { bed, rule } = await open();
    expect(await bed.signal()).toMatchObject(unavailable);
    expect(bed.venue.submissions).toEqual([]);
    rule.broken = false;
    expect(await bed.signal()).toMatchObject({ type: 'ordered' });
  });

  test('again and again opens its breaker: orders are denied at once and without asking it', async () => {
    const { bed, rule } = await open();
    for (let i = 0; i < 5; i++) await bed.signal();
    expect(await changes(bed)).toMatchObject([
      {
        streamId: 'desk',
        actor: 'engine',
        to: 'open',
        reason: '5 failures in a row, the last: no limits loaded',
      },
    ]);
    rule.broken = false;
    const { asked } = rule;
    const outcome = await bed.signal();
    expect(outcome).toMatchObject(unavailable);
    expect(JSON.stringify(outcome)).toContain('circuit breaker is open: 5 failures in a row');
    expect(rule.asked).toBe(asked);
    expect(bed.venue.submissions).toEqual([]);
    expect(bed.engine.pipeline.checkHealth().checks).toContainEqual({
      name: 'risk',
      healthy: false,
      detail: 'breaker open',
    });
  });

  test('is probed after its wait, and passes orders again once it answers', async () => {
    const { bed, rule } = await open();
    for (let i = 0; i < 5; i++) await bed.signal();
    await bed.time.advance(1_000);
    expect(await bed.signal()).toMatchObject(unavailable);
    rule.broken = false;
    await bed.time.advance(1_000);
    expect(await bed.signal()).toMatchObject(unavailable);
    await bed.time.advance(1_000);
    expect(await bed.signal()).toMatchObject({ type: 'ordered' });
    expect((await changes(bed)).map((change) => (change as unknown as { to: string }).to)).toEqual([
      'open',
      'half_open',
      'open',
      'half_open',
      'closed',
    ]);
  });

  test('is told by a dry run, without counting against the breaker', async () => {
    const { bed } = await open();
    const dryRun = bed.engine.intake.dryRun(sampleSignal('dry'), operator.actor);
    expect(dryRun).toMatchObject({
      refusals: [{ code: 'risk_unavailable', message: 'risk could not be assessed: no limits loaded' }],
    });
    expect(bed.engine.riskBreaker.snapshot()).toMatchObject({ calls: 0, failures: 0 });
    await bed.until(bed.engine.riskBreaker.control.isolate(operator));
    expect(bed.engine.intake.dryRun(sampleSignal('dry'), operator.actor)).toMatchObject({
      refusals: [{ actual: 'isolated' }],
    });
  });
});

describe('the breaker of risk', () => {
  test('isolated by hand denies every order, also after a restart, until it is reset', async () => {
    const { bed, rule } = await open();
    rule.broken = false;
    expect(await bed.until(bed.engine.riskBreaker.control.isolate(operator))).toEqual({ ok: true });
    await bed.restart();
    expect(await bed.signal()).toMatchObject(unavailable);
    expect(await bed.until(bed.engine.riskBreaker.control.trip(operator))).toMatchObject({
      error: { code: 'breaker_state', message: expect.stringContaining('breaker of risk') as string },
    });
    expect(await bed.until(bed.engine.riskBreaker.control.reset(operator))).toEqual({ ok: true });
    expect(await bed.signal()).toMatchObject({ type: 'ordered' });
    expect(await changes(bed)).toMatchObject([
      { actor: operator.actor, to: 'isolated', reason: operator.reason },
      { actor: operator.actor, to: 'closed' },
    ]);
  });

  test('does not open because a rule denies', async () => {
    const { bed, rule } = await open();
    rule.broken = false;
    for (let i = 0; i < 10; i++) {
      expect(await bed.signal({ limitPrice: '1500' })).toMatchObject({ reasons: [{ code: 'price_collar' }] });
    }
    expect(bed.engine.riskBreaker.snapshot()).toMatchObject({ state: 'closed', failures: 0 });
  });
});
