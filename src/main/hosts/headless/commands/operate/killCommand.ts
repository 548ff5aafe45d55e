/** `desk kill`: engages the kill switch on a scope, and tells its ledger until the scope is proven clear. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from '../../../../../shared/contract/api.ts';
import type { Reply } from '../../../../../shared/contract/faults.ts';
import { killOffRecordWords } from '../../../../../shared/contract/offRecordWords.ts';
import type { KillLedger, KillPreview, KillRow } from '../../../../../shared/contract/trading.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';
import { exitCode, type ExitCode } from '../../terminal/exitCode.ts';
import { onDesk, type ReachOptions } from '../../desk/reachDesk.ts';

export interface KillCommandOptions extends Omit<ReachOptions, 'host'> {
  readonly scope: string;
  readonly reason: string;
  readonly flatten: boolean;
  /** How long to wait for the proof. */
  readonly timeoutMs: number;
}

const pollMs = 200;
const endedStates: ReadonlySet<KillRow['state']> = new Set([
  'canceled',
  'filled',
  'rejected',
  'expired',
  'denied',
]);

/** Exit code 1 when it is not proven in time; it goes on all the same, and says which orders are left. */
export function killCommand(io: DeskIo, options: KillCommandOptions): Promise<ExitCode> {
  const { scope, flatten, reason, timeoutMs } = options;
  return onDesk(io, { ...options, host: 'desk kill' }, async (api) => {
    const preview = await api.previewKill({ scope });
    if (!preview.ok) return preview;
    const engaged = await api.engageKillSwitch({ scope, flatten, reason });
    if (!engaged.ok) return engaged;
    const teller = new KillTeller(io, options);
    await teller.engaged(engaged.value.killId, preview.value);
    const last = await follow(api, engaged.value.killId, timeoutMs, (ledger) => teller.progress(ledger));
    if (!last.ok) return last;
    const after = await api.previewKill({ scope });
    if (!after.ok) return after;
    await teller.ended(last.value, after.value);
    return { ok: true, value: isProven(last.value) ? exitCode.done : exitCode.no };
  });
}

/** Reads the ledger until it is proven or the time is up; gives it as it was last. */
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
    if (isProven(ledger) || performance.now() >= giveUpMs) return { ok: true, value: ledger };
    await delay(pollMs);
  }
}

class KillTeller {
  readonly #io: DeskIo;
  readonly #options: KillCommandOptions;

  constructor(io: DeskIo, options: KillCommandOptions) {
    this.#io = io;
    this.#options = options;
  }

  async engaged(killId: string, before: KillPreview): Promise<void> {
    const { scope, flatten, json } = this.#options;
    if (json) return this.#io.json({ type: 'engaged', killId, scope, flatten, before });
    const where = before.venues.length === 0 ? '' : ` at ${before.venues.join(', ')}`;
    await this.#io.line(`kill switch on ${scope} (${killId})`);
    await this.#io.line(`before: ${before.orders} orders working${where}; ${positionsText(before)}`);
  }

  async progress(ledger: KillLedger): Promise<void> {
    const { state, rows, offRecord } = ledger;
    const counts = countsOf(rows);
    if (this.#options.json) {
      const told = offRecord !== undefined && { offRecord };
      return this.#io.json({ type: 'progress', state, orders: rows.length, ...counts, ...told });
    }
    const parts = Object.entries(counts).map(([name, count]) => `${count} ${name.replace('_', ' ')}`);
    await this.#io.line(`${state}: ${parts.length === 0 ? 'no orders' : parts.join(', ')}`);
    if (offRecord !== undefined) await this.#io.line(killOffRecordWords(offRecord, ledger.flatten));
  }

  async ended(ledger: KillLedger, { positions }: KillPreview): Promise<void> {
    const { json, scope, flatten } = this.#options;
    const { state, provenAt } = ledger;
    const open = ledger.rows.filter((row) => !endedStates.has(row.state));
    if (json) return this.#io.json({ type: 'ended', proven: isProven(ledger), ledger, open, positions });
    if (isProven(ledger)) {
      return this.#io.line(`${scope} is ${state}${provenAt === undefined ? '' : `, proven at ${provenAt}`}`);
    }
    await this.#io.line(`${scope} is NOT ${flatten ? 'flat' : 'cleared'}; the engine goes on with it`);
    for (const row of open) await this.#io.line(`  ${rowText(row)}`);
    if (flatten) await this.#io.line(`  ${positionsText({ positions })}`);
  }
}

function isProven({ state }: KillLedger): boolean {
  return state === 'flat' || state === 'cleared';
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
  return `${orderId}  ${quantity} ${symbol} at ${venue}  ${state.replace('_', ' ')}, ${attempts} attempts${last}${why}`;
}

function positionsText({ positions }: Pick<KillPreview, 'positions'>): string {
  if (positions.length === 0) return 'no positions';
  const texts = positions.map(({ account, symbol, quantity }) => `${quantity} ${symbol} in ${account}`);
  return `positions ${texts.join(', ')}`;
}
