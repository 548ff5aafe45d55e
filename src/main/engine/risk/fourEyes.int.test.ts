/** Four eyes: what loosens a limit, or lets an order pass one, takes two persons. */
import { describe, expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import { decimal } from '../../../shared/kernel/decimal.ts';
import type { Actor, SignalId } from '../../../shared/kernel/ids.ts';
import type { Role } from '../../../shared/kernel/roles.ts';
import type { LimitSetting } from '../../domain/risk/limits.ts';
import { limitSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { defaultConfiguration, type RiskSettings } from '../configuration.ts';
import type { Logger } from '../ports.ts';
import { TradingBed } from '../trading/testing/tradingBed.ts';

const ak = { actor: ids.actor('operator:ak'), reason: 'test' };
const akOverControl = { ...ak, actor: ids.actor('operator:ak@control') };
const bo = { actor: ids.actor('operator:bo'), reason: 'looked at it' };
const desk = { kind: 'desk' as const };
const denied = { type: 'denied', reasons: [{ code: 'max_order_quantity' }] };
const ordered = { type: 'ordered' };

function configured(orderQuantityMax: LimitSetting): { readonly risk: RiskSettings } {
  return { risk: { ...defaultConfiguration().risk, orderQuantityMax } };
}

async function open(setting: LimitSetting): Promise<TradingBed> {
  const bed = await TradingBed.open(configured(setting));
  bed.venue.behaviour = 'rest';
  return bed;
}

const guarded = { hard: decimal('9'), fourEyes: true };
const single = { hard: decimal('1'), fourEyes: false };
const limits = (bed: TradingBed) => bed.engine.limits;
const set = (bed: TradingBed, to: LimitSetting | undefined, by = ak) =>
  bed.until(limits(bed).set('orderQuantityMax', desk, to, by));

async function propose(bed: TradingBed, to: LimitSetting | undefined, minutes = 60): Promise<string> {
  const proposed = await bed.until(limits(bed).propose('orderQuantityMax', desk, to, { ...ak, minutes }));
  expect(proposed).toMatchObject({ ok: true });
  return proposed.ok ? proposed.value.proposalId : '';
}
const approve = (bed: TradingBed, proposalId: string, by = bo) =>
  bed.until(limits(bed).approve(ids.proposal(proposalId), by));
const refusedWith = (code: string) => ({ ok: false, error: { code } });

describe('a limit with four eyes', () => {
  test('is loosened by a proposal that another person approves, also after a restart', async () => {
    const bed = await open(guarded);
    expect(await set(bed, decimal('20'))).toMatchObject(refusedWith('four_eyes_needed'));
    const proposalId = await propose(bed, decimal('20'));
    expect(await bed.signal()).toMatchObject(denied);
    await bed.restart();
    expect(limits(bed).proposals()).toMatchObject([
      { proposalId, by: 'operator:ak', reason: 'test', asks: { from: { hard: '9' }, to: { hard: '20' } } },
    ]);
    for (const same of [ak, akOverControl]) {
      expect(await approve(bed, proposalId, same)).toMatchObject(refusedWith('own_proposal'));
    }
    expect(await approve(bed, proposalId)).toMatchObject({ ok: true });
    expect(await bed.signal()).toMatchObject(ordered);
    expect(await approve(bed, proposalId)).toMatchObject(refusedWith('proposal_unknown'));
    await bed.restart();
    expect(await bed.signal()).toMatchObject(ordered);
    expect(limits(bed).proposals()).toEqual([]);
    expect((await bed.events()).findLast(({ type }) => type === 'RiskLimitChanged')).toMatchObject({
      actor: ids.actor('operator:bo'),
      data: {
        from: { hard: '9', fourEyes: true },
        to: { hard: '20', fourEyes: true },
        proposed: { proposalId, by: 'operator:ak' },
        reason: 'looked at it',
      },
    });
  });

  const ofSoft = { soft: decimal('5'), hard: decimal('9'), fourEyes: true };
  test.each<readonly [string, LimitSetting, LimitSetting | undefined, boolean]>([
    ['a lower hard limit', guarded, decimal('8'), true],
    ['the same hard limit with a soft one', guarded, { soft: decimal('8'), hard: decimal('9') }, true],
    ['a hard limit in place of none', { hard: 'none', fourEyes: true }, decimal('1000'), true],
    ['a lower soft limit', ofSoft, { soft: decimal('4'), hard: decimal('9') }, true],
    ['a hard limit at the soft one', ofSoft, decimal('5'), true],
    ['a higher hard limit', guarded, decimal('9.1'), false],
    ['no limit', guarded, 'none', false],
    ['a soft limit alone', guarded, { soft: decimal('9'), hard: 'none' }, false],
    ['a higher soft limit', ofSoft, { soft: decimal('6'), hard: decimal('9') }, false],
    ['a lower hard limit without the soft one', ofSoft, decimal('8'), false],
    ['a lower limit without four eyes', guarded, { hard: decimal('8'), fourEyes: false }, false],
  ])('takes %s by one person or not', async (_, from, to, alone) => {
    const bed = await open(from);
    expect(await set(bed, to)).toMatchObject(alone ? { ok: true } : refusedWith('four_eyes_needed'));
    // Once tightened, it has four eyes still: the way back takes two.
    expect(await set(bed, 'none')).toMatchObject(refusedWith('four_eyes_needed'));
  });

  test('is set by one person, and given up by two', async () => {
    const bed = await open(decimal('20'));
    expect(await set(bed, { hard: decimal('20'), fourEyes: true })).toMatchObject({ ok: true });
    expect(await set(bed, undefined)).toMatchObject(refusedWith('four_eyes_needed'));
    expect(await set(bed, { hard: decimal('20'), fourEyes: false })).toMatchObject(
      refusedWith('four_eyes_needed'),
    );
    expect(await approve(bed, await propose(bed, undefined))).toMatchObject({ ok: true });
    expect(await set(bed, decimal('30'))).toMatchObject({ ok: true });
  });

  test('is not loosened by another configuration, neither while the engine runs nor at a start', async () => {
    const bed = await open(guarded);
    for (const looser of [decimal('20'), 'none' as const, { hard: decimal('20'), fourEyes: true }]) {
      const reloaded = bed.engine.reconfigure({ ...bed.engine.configuration, ...configured(looser) }, ak);
      expect(await bed.until(reloaded)).toMatchObject(refusedWith('four_eyes_needed'));
      expect(await bed.signal()).toMatchObject(denied);
      await bed.restart(configured(looser));
      expect(await bed.signal()).toMatchObject(denied);
    }
    // The file counts again once two persons say so, and has its own four eyes from then on.
    expect(await approve(bed, await propose(bed, undefined))).toMatchObject({ ok: true });
    expect(await bed.signal()).toMatchObject(ordered);
    await bed.restart(configured('none'));
    expect(await bed.signal({ quantity: '21' })).toMatchObject(denied);
  });

  test('is on record at the first start as one that had none before', async () => {
    const bed = await open(guarded);
    const changes = (await bed.events()).filter(({ type }) => type === 'RiskLimitChanged');
    expect(changes.map(({ data }) => data)).toEqual([
      {
        limit: 'orderQuantityMax',
        scope: 'desk',
        from: { hard: '9' },
        to: { hard: '9', fourEyes: true },
        reason: 'the configuration asks for four eyes',
      },
    ]);
  });

  test('is not loosened by a shorter window in which it counts', async () => {
    const risk = { ...defaultConfiguration().risk, repeatedExecutionsMax: guarded };
    const bed = await TradingBed.open({ risk });
    const reload = (repeatedExecutionsWindowMs: number) => {
      const { configuration } = bed.engine;
      const to = { ...configuration, risk: { ...configuration.risk, repeatedExecutionsWindowMs } };
      return bed.until(bed.engine.reconfigure(to, ak));
    };
    expect(await reload(1)).toMatchObject({
      error: { code: 'four_eyes_needed', actual: 'repeatedExecutionsWindowMs' },
    });
    expect(await reload(120_000)).toMatchObject({ ok: true });
  });

  test('is not loosened by a shorter window at a start, until two persons give its four eyes up', async () => {
    const counting = (repeatedOrdersWindowMs: number): { readonly risk: RiskSettings } => {
      const repeatedOrdersMax = { hard: decimal('1'), fourEyes: true };
      return { risk: { ...defaultConfiguration().risk, repeatedOrdersMax, repeatedOrdersWindowMs } };
    };
    const logged: unknown[] = [];
    const logger: Logger = {
      log: (level, message, fields) => {
        if (message === 'limits count in a longer time') logged.push({ level, ...fields });
      },
    };
    const bed = await TradingBed.open(counting(60_000), undefined, { logger });
    expect(logged).toEqual([]);
    bed.venue.behaviour = 'rest';
    for (const shorter of [1, 2]) {
      await bed.restart(counting(shorter));
      expect(await bed.signal()).toMatchObject(ordered);
      await bed.time.advance(1_000);
      expect(await bed.signal()).toMatchObject({ reasons: [{ code: 'repeated_order' }] });
      const line = bed.engine.limits.lines().find(({ limit }) => limit === 'repeatedOrdersMax');
      expect(line).toMatchObject({ windowMs: 60_000, configuredWindowMs: shorter });
      expect(logged.pop()).toEqual({
        level: 'warn',
        limits: `repeatedOrdersMax in 60 s (the configuration says ${shorter} ms: four eyes keep the longer)`,
      });
    }
    // The window in force counts for a reload too, not the one of the file before.
    const reloaded = bed.engine.reconfigure({ ...bed.engine.configuration, ...counting(30_000) }, ak);
    expect(await bed.until(reloaded)).toMatchObject(refusedWith('four_eyes_needed'));
    const proposed = bed.engine.limits.propose('repeatedOrdersMax', desk, single, { ...ak, minutes: 60 });
    const proposal = await bed.until(proposed);
    expect(await approve(bed, proposal.ok ? proposal.value.proposalId : '')).toMatchObject({ ok: true });
    expect(await bed.signal()).toMatchObject(ordered);
    const line = bed.engine.limits.lines().find(({ limit }) => limit === 'repeatedOrdersMax');
    expect([line?.windowMs, line?.configuredWindowMs]).toEqual([2, undefined]);
  });

  test('is tightened by another configuration, and not loosened again by the one before', async () => {
    const bed = await open({ hard: decimal('12'), fourEyes: true });
    expect(await bed.signal()).toMatchObject(ordered);
    const reload = (to: LimitSetting) =>
      bed.until(bed.engine.reconfigure({ ...bed.engine.configuration, ...configured(to) }, ak));
    expect(await reload(decimal('9'))).toMatchObject({ ok: true });
    expect(await bed.signal()).toMatchObject(denied);
    expect(await reload({ hard: decimal('12'), fourEyes: true })).toMatchObject(
      refusedWith('four_eyes_needed'),
    );
    await bed.restart(configured(decimal('12')));
    expect(await bed.signal()).toMatchObject(denied);
    expect(await approve(bed, await propose(bed, decimal('12')))).toMatchObject({ ok: true });
    expect(await bed.signal()).toMatchObject(ordered);
  });

  test('is asked for by another configuration over a limit that an operator has set', async () => {
    const bed = await open('none');
    await set(bed, decimal('9'));
    await bed.until(bed.engine.reconfigure({ ...bed.engine.configuration, ...configured(guarded) }, ak));
    expect(await set(bed, decimal('20'))).toMatchObject(refusedWith('four_eyes_needed'));
    await bed.restart(configured('none'));
    expect(await set(bed, decimal('20'))).toMatchObject(refusedWith('four_eyes_needed'));
  });
});

describe('a proposal', () => {
  test('is withdrawn by its own person, and refused by another, and then is no more', async () => {
    const bed = await open(guarded);
    for (const end of ['withdraw', 'refuse'] as const) {
      const proposalId = await propose(bed, decimal('20'));
      expect(await bed.until(limits(bed).withdraw(ids.proposal(proposalId), bo))).toMatchObject(
        refusedWith('other_proposal'),
      );
      const by = end === 'withdraw' ? akOverControl : bo;
      expect(await bed.until(limits(bed)[end](ids.proposal(proposalId), by))).toEqual({ ok: true });
      await bed.restart();
      expect(await approve(bed, proposalId)).toMatchObject(refusedWith('proposal_unknown'));
    }
    expect((await bed.events()).filter(({ type }) => type === 'RiskProposalEnded')).toMatchObject([
      { actor: ids.actor('operator:ak@control'), data: { end: 'withdrawn' } },
      { actor: ids.actor('operator:bo'), data: { end: 'refused' } },
    ]);
  });

  test('expires', async () => {
    const bed = await open(guarded);
    const proposalId = await propose(bed, decimal('20'), 1);
    await bed.time.advance(60_000);
    expect(limits(bed).proposals()).toEqual([]);
    expect(await approve(bed, proposalId)).toMatchObject(refusedWith('proposal_unknown'));
  });

  test('is overtaken by a change in between, and says what is in force', async () => {
    const bed = await open(guarded);
    const first = await propose(bed, decimal('20'));
    await set(bed, decimal('8'));
    expect(await approve(bed, first)).toMatchObject({
      error: { code: 'proposal_overtaken', actual: '8, four eyes', expected: '9, four eyes' },
    });
    expect(await approve(bed, first)).toMatchObject(refusedWith('proposal_unknown'));
    const [a, b] = [await propose(bed, decimal('20')), await propose(bed, decimal('30'))];
    expect(await Promise.all([approve(bed, a), approve(bed, b)])).toMatchObject([
      { ok: true },
      refusedWith('proposal_overtaken'),
    ]);
    expect(await bed.signal({ quantity: '21' })).toMatchObject(denied);
  });

  test('is not in force, and waits on, where the store can not record its approval', async () => {
    const bed = await open(guarded);
    const proposalId = await propose(bed, decimal('20'));
    bed.disk.fault = { code: 'disk_full', message: 'no room' };
    expect(await approve(bed, proposalId)).toMatchObject(refusedWith('store_unavailable'));
    bed.disk.fault = undefined;
    expect(await bed.until(limits(bed).set('orderQuantityMax', desk, decimal('20'), ak))).toMatchObject(
      refusedWith('four_eyes_needed'),
    );
    expect(limits(bed).proposals()).toHaveLength(1);
  });
});

describe('a proposal is over for good once its proposer may propose nothing', () => {
  type Profile = { readonly operator: string } & (
    | { readonly type: 'add' | 'changeRole'; readonly role: Role }
    | { readonly type: 'remove' }
  );
  const about = { credential: 'c', reason: 'test' };
  const change = async (bed: TradingBed, profile: Profile): Promise<void> => {
    const changed = bed.engine.operators.change({ ...about, ...profile }, 'operator:first-user' as Actor);
    expect(await bed.until(changed)).toMatchObject({ ok: true });
  };
  const add = (bed: TradingBed, operator: string, role: Role) => change(bed, { type: 'add', operator, role });
  const changeRole = (bed: TradingBed, role: Role) =>
    change(bed, { type: 'changeRole', operator: 'ak', role });

  async function openWithPeople(): Promise<TradingBed> {
    const bed = await open(guarded);
    await add(bed, 'eva', 'administrator');
    await add(bed, 'ak', 'trader');
    await add(bed, 'bo', 'risk_officer');
    return bed;
  }

  const look = async (bed: TradingBed, proposalId: string) => ({
    waiting: limits(bed).proposals(),
    approved: await approve(bed, proposalId),
  });
  const over = { waiting: [], approved: refusedWith('proposal_unknown') };

  test('by a lower role, also after a higher one and a restart', async () => {
    const bed = await openWithPeople();
    const proposalId = await propose(bed, decimal('20'));
    await changeRole(bed, 'risk_officer');
    expect(limits(bed).proposals()).toHaveLength(1);
    await changeRole(bed, 'viewer');
    expect(await look(bed, proposalId)).toMatchObject(over);
    await changeRole(bed, 'trader');
    expect(await look(bed, proposalId)).toMatchObject(over);
    await bed.restart();
    expect(await look(bed, proposalId)).toMatchObject(over);
    expect(await approve(bed, await propose(bed, decimal('20')))).toMatchObject({ ok: true });
  });

  test('by the end of the profile, also where somebody else gets the name', async () => {
    const bed = await openWithPeople();
    const proposalId = await propose(bed, decimal('20'));
    await change(bed, { type: 'remove', operator: 'ak' });
    expect(await look(bed, proposalId)).toMatchObject(over);
    await bed.restart();
    await add(bed, 'ak', 'trader');
    expect(await look(bed, proposalId)).toMatchObject(over);
  });

  test('by the first profile of the desk, which is of somebody else: nobody gets the name of its proposer', async () => {
    const bed = await open(guarded);
    const proposalId = await propose(bed, decimal('20'));
    await add(bed, 'eva', 'administrator');
    const profile = { ...about, type: 'add', operator: 'ak', role: 'trader' } as const;
    expect(await bed.until(bed.engine.operators.change(profile, 'operator:eva' as Actor))).toMatchObject({
      error: { code: 'operator_name_of_user' },
    });
    expect(await look(bed, proposalId)).toMatchObject(over);
  });
});

describe('an override of a soft limit with four eyes', () => {
  const soft = { soft: decimal('8'), hard: decimal('20'), fourEyes: true };
  const grant = { rules: ['max_order_quantity'], minutes: 5 };
  const send = (bed: TradingBed, id: string, actor = ak.actor) =>
    bed.until(bed.engine.intake.submit(limitSignal(id, {}), { actor }).outcome);

  test('is never by the one whose order it is, by whatever door', async () => {
    const bed = await open(soft);
    for (const [id, by] of [
      ['a', ak],
      ['b', akOverControl],
    ] as const) {
      await bed.until(limits(bed).override(id as SignalId, grant, by));
      expect(bed.engine.intake.dryRun(limitSignal(id, {}), ak.actor).refusals).toMatchObject([
        { message: expect.stringContaining("can't override an own order") as string },
      ]);
      await bed.restart();
      expect(await send(bed, id)).toMatchObject(denied);
    }
    await bed.until(limits(bed).override('c' as SignalId, grant, bo));
    expect(await send(bed, 'c')).toMatchObject(ordered);
  });

  test('for a program or a file, behind which may be anybody, is of two persons', async () => {
    const bed = await open(soft);
    for (const sender of ['intake:folder', 'producer:bot@http', 'strategy:cross'] as Actor[]) {
      const [alone, ofTwo] = [`${sender}-1`, `${sender}-2`].map((id) => id.replaceAll(/\W/g, '-'));
      await bed.until(limits(bed).override(alone as SignalId, grant, ak));
      expect(await send(bed, alone ?? '', sender)).toMatchObject({
        ...denied,
        reasons: [{ message: expect.stringContaining('that another person approves') as string }],
      });
      const asked = await bed.until(limits(bed).proposeOverride(ofTwo as SignalId, grant, ak));
      expect(await approve(bed, asked.ok ? asked.value.proposalId : '')).toMatchObject({ ok: true });
      expect(await send(bed, ofTwo ?? '', sender)).toMatchObject(ordered);
    }
  });

  test('is proposed by the one whose order it is, and given by another', async () => {
    const bed = await open(soft);
    const asked = await bed.until(limits(bed).proposeOverride('e' as SignalId, grant, ak));
    expect(asked).toMatchObject({ ok: true });
    const proposalId = asked.ok ? asked.value.proposalId : '';
    expect(await approve(bed, proposalId, ak)).toMatchObject(refusedWith('own_proposal'));
    expect(await approve(bed, proposalId)).toMatchObject({ ok: true });
    await bed.restart();
    expect(await send(bed, 'e')).toMatchObject(ordered);
    const created = (await bed.events()).find(({ type }) => type === 'OrderCreated');
    expect(created?.data).toMatchObject({
      risk: {
        rules: expect.arrayContaining([
          expect.objectContaining({
            fourEyes: true,
            override: expect.objectContaining({ by: 'operator:bo' }) as unknown,
          }),
        ]) as unknown,
      },
    });
    const late = await bed.until(limits(bed).proposeOverride('f' as SignalId, grant, ak));
    await send(bed, 'f');
    expect(await approve(bed, late.ok ? late.value.proposalId : '')).toMatchObject(
      refusedWith('signal_decided'),
    );
  });

  test('without four eyes may be by the one whose order it is', async () => {
    const bed = await open({ ...soft, fourEyes: false });
    await bed.until(limits(bed).override('a' as SignalId, grant, ak));
    expect(await send(bed, 'a')).toMatchObject(ordered);
  });
});
