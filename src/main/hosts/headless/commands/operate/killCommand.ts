/** `desk kill`: engages the kill switch on a scope, and shows its ledger until the scope is proven clear. */
import { tell, type Call } from '../../desk/call.ts';
import { seconds } from '../commandLine.ts';
import { scopedCommand, type ScopedOptions } from './scopedCommand.ts';
import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from '../../../../../shared/contract/api.ts';
import type { FaultView, Reply } from '../../../../../shared/contract/faults.ts';
import { externalLeftWords } from '../../../../../shared/contract/words/externalLeftWords.ts';
import { killOffRecordWords } from '../../../../../shared/contract/words/offRecordWords.ts';
import type { KillLedger, KillPreview, KillRow } from '../../../../../shared/contract/trading.ts';
import { isOpenRow } from '../../../../domain/trading/killRow.ts';
import { isKillProven } from '../../../../domain/trading/killState.ts';
import { exitCode } from '../../terminal/exitCode.ts';
import { onDesk } from '../../desk/reachDesk.ts';
import { counted } from '../../../../../shared/kernel/counted.ts';

const pollMs = 200;

interface Options extends ScopedOptions {
  readonly flatten?: boolean;
  readonly leaveExternal?: boolean;
  readonly timeout: number;
}

/**
 * Exit code 1 when the kill switch is not proven in time. The engine goes on with it, and the command says which orders
 * are left.
 */
export const killCommand = scopedCommand({
  name: 'kill',
  about: 'halt a scope, cancel every working order in it, and tell until it is proven',
  help: '\nExit code 1 and every order that is left when it is not proven in time.',
  declare: (command) =>
    command
      .option('--flatten', 'close its positions, too')
      .option('--leave-external', 'leave orders to work that somebody else sent')
      .option(
        '--timeout <seconds>',
        'how long to wait for the proof; the engine goes on after it',
        seconds,
        60,
      ),
  work: (call: Call, { scope, reason, timeout, flatten = false, leaveExternal = false }: Options) =>
    onDesk(
      call,
      async (api) => {
        const preview = await api.previewKill({ scope });
        if (!preview.ok) return notPulled(preview.fault);
        const engaged = await api.engageKillSwitch({ scope, flatten, leaveExternal, reason });
        if (!engaged.ok) return engaged;
        const { killId } = engaged.value;
        const teller = new KillTeller(call, scope, flatten, leaveExternal);
        await teller.engaged(killId, preview.value);
        const last = await follow(api, killId, timeout * 1_000, (ledger) => teller.progress(ledger));
        if (!last.ok) return last;
        const after = await api.previewKill({ scope });
        if (!after.ok) return after;
        await teller.ended(last.value, after.value);
        return isKillProven(last.value.state) ? exitCode.done : exitCode.no;
      },
      timeout * 1_000,
    ),
});

/** The fault of a failed preview. Only the preview was requested so far, so the kill switch is not engaged. */
function notPulled(fault: FaultView): { readonly ok: false; readonly fault: FaultView } {
  if (fault.code !== 'deadline') return { ok: false, fault };
  const message = `The kill switch is not pulled: ${fault.message} If it can't be brought back, cancel at the venues.`;
  return { ok: false, fault: { ...fault, message } };
}

/** Reads the ledger until it is proven or the time is over, and returns its last state. */
async function follow(
  api: Api,
  killId: string,
  timeoutMs: number,
  onChange: (ledger: KillLedger) => Promise<void>,
): Promise<Reply<KillLedger>> {
  const giveUpMs = performance.now() + timeoutMs;
  let told = '';
  for (;;) {
    const reply = await api.listKillLedgers({});
    if (!reply.ok) return reply;
    const ledger = reply.value.ledgers.find((one) => one.killId === killId);
    if (ledger === undefined) {
      return {
        ok: false,
        fault: { code: 'kill_unknown', message: `the engine knows no kill switch ${killId}` },
      };
    }
    const now = JSON.stringify(ledger);
    if (now !== told) await onChange(ledger);
    told = now;
    if (isKillProven(ledger.state) || performance.now() >= giveUpMs) return { ok: true, value: ledger };
    await delay(pollMs);
  }
}

class KillTeller {
  private readonly call: Call;
  private readonly scope: string;
  private readonly flatten: boolean;
  private readonly leaveExternal: boolean;

  constructor(call: Call, scope: string, flatten: boolean, leaveExternal: boolean) {
    this.call = call;
    this.scope = scope;
    this.flatten = flatten;
    this.leaveExternal = leaveExternal;
  }

  async engaged(killId: string, before: KillPreview): Promise<void> {
    const [scope, flatten] = [this.scope, this.flatten];
    const where = before.venues.length === 0 ? '' : ` at ${before.venues.join(', ')}`;
    const exits = before.exits === 0 ? '' : `, ${before.exits} of them exits of positions`;
    const others = externalText(before.external, this.leaveExternal);
    await tell(
      this.call,
      { type: 'engaged', killId, scope, flatten, before },
      `kill switch on ${scope} (${killId})`,
      `before: ${counted(before.orders, 'order')} working${where}${exits}${others}; ${positionsText(before)}`,
    );
  }

  async progress(ledger: KillLedger): Promise<void> {
    const { state, rows, offRecord } = ledger;
    const counts = countsOf(rows);
    const parts = Object.entries(counts).map(([name, count]) => `${count} ${name.replace('_', ' ')}`);
    await tell(
      this.call,
      {
        type: 'progress',
        state,
        orders: rows.length,
        ...counts,
        ...(offRecord !== undefined && { offRecord }),
      },
      `${state}: ${parts.length === 0 ? 'no orders' : parts.join(', ')}`,
      ...(offRecord === undefined ? [] : [killOffRecordWords(offRecord, ledger.flatten)]),
    );
  }

  async ended(ledger: KillLedger, { positions }: KillPreview): Promise<void> {
    const [scope, flatten] = [this.scope, this.flatten];
    const { state, provenAt, rows } = ledger;
    const proven = isKillProven(ledger.state);
    const open = rows.filter((row) => isOpenRow(row.state));
    const left = [
      `${scope} is NOT ${flatten ? 'flat' : 'cleared'}; the engine goes on with it`,
      ...open.map((row) => `  ${rowText(row)}`),
      ...(flatten ? [`  ${positionsText({ positions })}`] : []),
    ];
    const done = `${scope} is ${state}${provenAt === undefined ? '' : `, proven at ${provenAt}`}${externalLeftWords(ledger)}`;
    await tell(this.call, { type: 'ended', proven, ledger, open, positions }, ...(proven ? [done] : left));
  }
}

function externalText(external: number, areLeft: boolean): string {
  if (external === 0) return '';
  return `, ${external} of them sent by somebody else and ${areLeft ? 'left to work' : 'canceled too'}`;
}

function countsOf(rows: readonly KillRow[]): Partial<Record<KillRow['state'], number>> {
  const counts: Partial<Record<KillRow['state'], number>> = {};
  for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

function rowText({
  orderId,
  quantity,
  symbol,
  venue,
  state,
  attempts,
  lastAttemptAt,
  detail,
}: KillRow): string {
  const last = lastAttemptAt === undefined ? '' : `, last at ${lastAttemptAt}`;
  const why = detail === undefined ? '' : `: ${detail}`;
  return `${orderId}  ${quantity} ${symbol} at ${venue}  ${state.replace('_', ' ')}, ${counted(attempts, 'attempt')}${last}${why}`;
}

function positionsText({ positions }: Pick<KillPreview, 'positions'>): string {
  if (positions.length === 0) return 'no positions';
  const texts = positions.map(({ account, symbol, quantity }) => `${quantity} ${symbol} in ${account}`);
  return `positions ${texts.join(', ')}`;
}
