/** How a desk of the console looks in the list of desks. */
import type { DeskView } from '../../../shared/contract/desks.ts';
import { counted } from '../../format/decimals.ts';
import { age } from '../../format/times.ts';
import type { Look } from '../../ui/display/look.ts';
import { stateLooks } from './tradingScope.ts';

/** Milliseconds after which what a desk's window said last is not shown as live. It says something every second. */
const silentAfterMs = 5_000;

export interface DeskLook extends Look {
  /** What else there is to know of the desk. */
  readonly further: readonly string[];
  /** Whether somebody should look at the desk. */
  readonly calls: boolean;
}

export function deskLook({ open, told }: Pick<DeskView, 'open' | 'told'>, nowMs: number): DeskLook {
  if (!open) return { word: 'Not open', glyph: 'ring', tone: 'off', further: [], calls: false };
  if (told === undefined || told.summary.state === 'connecting') {
    return { word: 'Connecting', glyph: 'dashed', tone: 'wait', further: [], calls: false };
  }
  const { summary, atMs } = told;
  if (summary.state === 'gone' && summary.code === 'standby') {
    return { word: 'Standby', glyph: 'half', tone: 'wait', further: [summary.why], calls: false };
  }
  if (summary.state === 'gone') {
    return { word: 'Not connected', glyph: 'cross', tone: 'bad', further: [summary.why], calls: true };
  }
  const silentMs = nowMs - atMs;
  if (silentMs > silentAfterMs) {
    const further = [`its window has said nothing for ${age(silentMs)}`];
    return { word: 'Not known', glyph: 'clock', tone: 'warn', further, calls: true };
  }
  const { environment, locked, alerts, kills } = summary;
  const stands = standing(summary);
  return {
    ...stands,
    further: [
      environment,
      ...(alerts > 0 ? [counted(alerts, 'open alert')] : ['no open alert']),
      ...(kills > 0 ? [`${counted(kills, 'kill switch', 'kill switches')} at work`] : []),
      ...(locked ? ['nobody is logged in'] : []),
    ],
    calls: stands.tone !== 'ok' || alerts > 0 || kills > 0,
  };
}

type Connected = Extract<NonNullable<DeskView['told']>['summary'], { state: 'connected' }>;

function standing({ accepting, held, trading }: Connected): Look {
  if (!accepting) return { word: 'Not accepting', glyph: 'ban', tone: 'bad' };
  if (held) return { word: 'Orders held', glyph: 'ban', tone: 'bad' };
  return stateLooks[trading];
}
