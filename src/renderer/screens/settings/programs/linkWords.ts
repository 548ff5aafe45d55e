/** The state of the link to other programs, in words. */
import type { ProgramLink } from '../../../../shared/contract/programs.ts';
import type { GlyphShape } from '../../../ui/display/Glyph.tsx';
import type { Tone } from '../../../ui/display/tone.ts';
import { clockOf } from '../../../format/times.ts';

export interface LinkWords {
  readonly glyph: GlyphShape;
  readonly tone: Tone;
  readonly word: string;
  readonly more: string;
}

export function linkWords(link: ProgramLink, nowMs: number): LinkWords {
  switch (link.status) {
    case 'off':
      return { glyph: 'ring', tone: 'off', word: 'Off', more: 'Nothing is connected and nothing is tried.' };
    case 'connected': {
      const others =
        link.agents.length === 0 ? 'No other program is there.' : `Also there: ${link.agents.join(', ')}.`;
      return {
        glyph: 'dot',
        tone: 'ok',
        word: `Connected as ${link.name}`,
        more: `since ${time(link.sinceMs)}, on port ${link.port}. ${others}`,
      };
    }
    case 'looking':
      return notConnected(link, nowMs);
  }
}

function notConnected(
  { after, againAtMs }: Extract<ProgramLink, { status: 'looking' }>,
  nowMs: number,
): LinkWords {
  const again =
    againAtMs === undefined
      ? 'Tries now.'
      : `Tries again in ${Math.max(0, Math.ceil((againAtMs - nowMs) / 1_000))} s.`;
  switch (after?.kind) {
    case undefined:
      return { glyph: 'dashed', tone: 'wait', word: 'Looking for the bridge', more: '' };
    case 'absent':
      return {
        glyph: 'dashed',
        tone: 'wait',
        word: 'Looking for the bridge',
        more: `None answers on this machine. ${again}`,
      };
    case 'refused':
      return {
        glyph: 'ban',
        tone: 'bad',
        word: 'Refused',
        more: `since ${time(after.sinceMs)}: ${after.why}. ${again}`,
      };
    case 'lost':
      return {
        glyph: 'cross',
        tone: 'warn',
        word: 'Lost',
        more: `since ${time(after.sinceMs)}: ${after.why}. ${again}`,
      };
  }
}

function time(epochMs: number): string {
  return clockOf(epochMs).slice(0, 8);
}
