/** `desk enable` and `desk restrict`: the trading state of a scope, with what changes. */
import { offRecordWords } from '../../../../../shared/contract/offRecordWords.ts';
import type { TradingState } from '../../../../../shared/contract/trading.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';
import { exitCode, type ExitCode } from '../../terminal/exitCode.ts';
import { onDesk, type ReachOptions } from '../../desk/reachDesk.ts';

export interface EnableCommandOptions extends Omit<ReachOptions, 'host'> {
  readonly scope: string;
  readonly reason: string;
}

export interface RestrictCommandOptions extends EnableCommandOptions {
  readonly state: Exclude<TradingState, 'active'>;
}

export function enableCommand(io: DeskIo, options: EnableCommandOptions): Promise<ExitCode> {
  const { scope, reason, json } = options;
  return onDesk(io, { ...options, host: 'desk enable' }, async (api) => {
    const preview = await api.previewEnable({ scope });
    if (!preview.ok) return preview;
    const enabled = await api.enableTrading({ scope, reason });
    if (!enabled.ok) {
      for (const killId of preview.value.openKills) io.note(`desk: kill switch ${killId} is not done`);
      return enabled;
    }
    const { stillRestricted } = preview.value;
    if (json) await io.json({ changes: [enabled.value], stillRestricted });
    else {
      await io.line(changeText(enabled.value));
      for (const one of stillRestricted) await io.line(`${one.scope} stays ${one.state}`);
    }
    return { ok: true, value: exitCode.done };
  });
}

export function restrictCommand(io: DeskIo, options: RestrictCommandOptions): Promise<ExitCode> {
  const { scope, state, reason, json } = options;
  return onDesk(io, { ...options, host: 'desk restrict' }, async (api) => {
    const changed = await api.setTradingState({ scope, state, reason });
    if (!changed.ok) return changed;
    await (json ? io.json({ changes: [changed.value] }) : io.line(changeText(changed.value)));
    const { offRecord } = changed.value;
    if (!json && offRecord !== undefined) await io.line(offRecordWords(offRecord));
    return { ok: true, value: exitCode.done };
  });
}

function changeText({
  scope,
  from,
  to,
}: {
  readonly scope: string;
  readonly from: string;
  readonly to: string;
}): string {
  return `${scope}: ${from} -> ${to}`;
}
