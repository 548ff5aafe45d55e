/** The columns of the limits. */
import { limitKindOf } from '../../../main/domain/risk/limits.ts';
import type { DeskInfo } from '../../../shared/contract/api.ts';
import type { LimitLine } from '../../../shared/contract/limits.ts';
import { limitWords } from '../../../main/domain/risk/limitWords.ts';
import { groupInteger } from '../../format/decimals.ts';
import { dateTime, timesZone } from '../../format/times.ts';
import { useLook } from '../../model/desk/limitLook.ts';
import { scopeShort } from '../../model/desk/tradingScope.ts';
import { Bar } from '../../ui/display/Bar.tsx';
import { StateWord } from '../../ui/display/StateWord.tsx';
import type { GridColumn } from '../../ui/grid/gridTypes.ts';
import { numberOf, valueWithUnit, type LimitPoint } from '../common/limitUnits.ts';
import { ruleName } from '../common/RiskTable.tsx';

/** The name of the person who set the limit; `config` for a limit that the engine started with. */
export function byWhom(actor: string): string {
  return actor === 'engine' ? 'config' : actor.replace('operator:', '');
}

/** The limit with its numbers and units as the window writes them. */
export function limitText(
  { soft, hard, fourEyes }: Pick<LimitLine, 'soft' | 'hard' | 'fourEyes'>,
  at: LimitPoint,
  instruments: Instruments,
): string {
  // Where both have the same unit, it is written once.
  const softText = soft && (hard === 'none' ? valueWithUnit(soft, at, instruments) : numberOf(soft, at));
  return limitWords({ hard: valueWithUnit(hard, at, instruments), soft: softText, fourEyes });
}

type Instruments = DeskInfo['instruments'];

/** A value of the limit's use; empty where it is not known. */
function ofUse(
  { limit, scope, use }: LimitLine,
  value: string | undefined,
  instruments: Instruments,
): string {
  return value === undefined ? '' : valueWithUnit(value, { limit, scope, where: use?.where }, instruments);
}

export const limitColumns = (instruments: Instruments): readonly GridColumn<LimitLine>[] => [
  {
    id: 'limit',
    header: 'Limit',
    width: 140,
    widthMin: 138,
    sortable: true,
    always: true,
    className: 'strong',
    text: ({ rule }) => ruleName(rule),
    tip: ({ limit }) => `${limit}: ${limitKindOf(limit).counts}`,
  },
  {
    id: 'scope',
    header: 'Scope',
    width: 100,
    widthMin: 84,
    sortable: true,
    always: true,
    text: ({ scope }) => scopeShort(scope),
  },
  {
    id: 'use',
    header: 'Use',
    width: 172,
    widthMin: 152,
    grow: 2,
    sortable: true,
    className: 'limit-use',
    text: (line) => useLook(line).word,
    cell: (line) => {
      const { word, glyph, tone } = useLook(line);
      return (
        <>
          {line.use?.share === undefined ? (
            <span className="bar no-bar" aria-hidden="true" />
          ) : (
            <Bar share={line.use.share} tone={tone} />
          )}
          <StateWord glyph={glyph} tone={tone}>
            {word}
          </StateWord>
        </>
      );
    },
  },
  {
    id: 'value',
    header: 'Now',
    width: 102,
    widthMin: 100,
    align: 'end',
    text: (line) => ofUse(line, line.use?.value, instruments),
    tip: ({ use }) => use?.value,
  },
  {
    id: 'where',
    header: 'At',
    title: 'Where most of it is in use',
    width: 90,
    widthMin: 84,
    className: 'dim',
    text: ({ use }) => use?.where ?? '',
  },
  {
    id: 'in-force',
    header: 'In force',
    width: 218,
    widthMin: 216,
    align: 'end',
    text: (line) => limitText(line, line, instruments),
    cell: (line) =>
      line.soft === undefined && line.hard !== 'none' && line.fourEyes !== true ? (
        <>
          <span className="dim">hard</span> {valueWithUnit(line.hard, line, instruments)}
        </>
      ) : (
        limitText(line, line, instruments)
      ),
    tip: (line) => limitWords(line),
  },
  {
    id: 'headroom',
    header: 'Headroom',
    width: 102,
    widthMin: 100,
    align: 'end',
    text: (line) => ofUse(line, line.use?.headroom, instruments),
  },
  {
    id: 'denials',
    header: 'Denied',
    title: 'Orders and amends that it has denied, ever',
    width: 62,
    widthMin: 54,
    align: 'end',
    sortable: true,
    text: ({ denials }) => (denials === 0 ? '' : groupInteger(denials)),
  },
  {
    id: 'lastDenied',
    get header() {
      return `Last denied, ${timesZone()}`;
    },
    width: 146,
    widthMin: 142,
    wide: 2,
    sortable: true,
    className: 'mono dim',
    text: ({ lastDenied }) => (lastDenied === undefined ? '' : dateTime(lastDenied.at).slice(0, 19)),
    tip: ({ lastDenied }) => lastDenied && `${lastDenied.input} in ${lastDenied.orderId}`,
  },
  {
    id: 'by',
    header: 'Set by',
    width: 80,
    widthMin: 56,
    wide: 3,
    className: 'dim',
    text: ({ by }) => byWhom(by),
    tip: ({ by, at }) => `${by}, ${dateTime(at)} ${timesZone()}`,
  },
  {
    id: 'set',
    get header() {
      return `Since, ${timesZone()}`;
    },
    width: 136,
    widthMin: 120,
    sortable: true,
    hidden: true,
    className: 'mono dim',
    text: ({ at }) => dateTime(at).slice(0, 19),
  },
  {
    id: 'reason',
    header: 'Why',
    width: 140,
    widthMin: 120,
    wide: 1,
    grow: 1,
    className: 'dim',
    text: ({ reason }) => reason,
    tip: ({ by, at, reason }) => `${byWhom(by)}, ${dateTime(at).slice(0, 19)} ${timesZone()}: ${reason}`,
  },
];
