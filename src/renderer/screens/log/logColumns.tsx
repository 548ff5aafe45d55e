/** The columns of the log. */
import type { LogEntry } from '../../../shared/contract/log.ts';
import { dateTime, timesZone } from '../../format/times.ts';
import { Glyph, type GlyphShape } from '../../ui/display/Glyph.tsx';
import type { Tone } from '../../ui/display/tone.ts';
import type { GridColumn } from '../../ui/grid/gridTypes.ts';

const levelLooks: Readonly<Record<LogEntry['level'], { readonly glyph?: GlyphShape; readonly tone: Tone }>> =
  {
    debug: { tone: 'off' },
    info: { tone: 'plain' },
    warn: { glyph: 'warning', tone: 'warn' },
    error: { glyph: 'ban', tone: 'bad' },
  };

/** An event in the log is named by its type. */
function messageOf({ component, message, fields }: LogEntry): string {
  const type = component === 'audit' ? /"type":"(\w+)"/.exec(fields)?.[1] : undefined;
  return type === undefined ? message : `${message}: ${type}`;
}

export const logColumns: readonly GridColumn<LogEntry>[] = [
  {
    id: 'time',
    get header() {
      return `Time ${timesZone()}`;
    },
    width: 168,
    widthMin: 168,
    className: 'mono dim',
    text: ({ time }) => dateTime(time),
    tip: ({ time }) => time,
  },
  {
    id: 'level',
    header: 'Level',
    width: 74,
    widthMin: 66,
    text: ({ level }) => level,
    cell: ({ level }) => {
      const { glyph, tone } = levelLooks[level];
      return (
        <span className={`strong tone-${tone}`}>
          {glyph !== undefined && <Glyph shape={glyph} />}
          {level}
        </span>
      );
    },
  },
  {
    id: 'component',
    header: 'Component',
    width: 104,
    widthMin: 80,
    className: 'source',
    text: ({ component }) => component,
  },
  {
    id: 'message',
    header: 'Message',
    width: 300,
    widthMin: 150,
    grow: 2,
    text: messageOf,
    tip: messageOf,
  },
  {
    id: 'fields',
    header: 'Fields',
    width: 300,
    widthMin: 120,
    grow: 4,
    className: 'mono dim',
    text: ({ fields }) => fields,
    tip: ({ fields }) => fields,
  },
];
