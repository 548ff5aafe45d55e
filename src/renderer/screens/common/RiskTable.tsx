/** A risk decision, rule by rule. */
import { Fragment } from 'react';
import { originWords } from '../../../main/domain/instrument/referencePrice.ts';
import type { RiskDecisionView, RuleResultView } from '../../../shared/contract/signals.ts';
import { groupDecimal, roundTo } from '../../format/decimals.ts';
import { dateTime, timesZone } from '../../format/times.ts';
import { nearShare } from '../../model/desk/limitLook.ts';
import { Bar } from '../../ui/display/Bar.tsx';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { TableHead } from '../../ui/display/TableHead.tsx';

/** Words for the rules whose name is the code of their refusal. */
const named: Readonly<Record<string, string>> = {
  venue_not_connected: 'Venue connection',
  breaker_open: 'Venue breaker',
  venue_unreconciled: 'Venue record',
};

export function ruleName(rule: string): string {
  const name = named[rule];
  if (name !== undefined) return name;
  // The limit stands beside the name, so the name need not say that it is a maximum.
  const words = rule.replace(/^max_/, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The rule's name with its unit, so that the numbers need none. */
export function RuleName({ rule }: { readonly rule: RuleResultView }) {
  return (
    <>
      {ruleName(rule.rule)}
      {rule.scope !== undefined && <span className="dim"> {rule.scope.replace(':', ' ')}</span>}
      {rule.strictestOf !== undefined && <span className="dim"> strictest of {rule.strictestOf}</span>}
      {rule.unit !== undefined && rule.unit !== '' && rule.unit !== 'units' && (
        <span className="dim"> {rule.unit}</span>
      )}
    </>
  );
}

export function ruleTone(rule: RuleResultView): 'ok' | 'warn' | 'bad' {
  if (rule.verdict === 'deny') return 'bad';
  return rule.verdict === 'warn' || (rule.use ?? 0) >= nearShare ? 'warn' : 'ok';
}

/** From this many whole digits on, decimal places are left out. */
const wholeFrom = 6;
const placesMax = 4;

export function ruleValue(value: string): string {
  const digits = value.replace('-', '').split('.')[0] ?? '';
  return groupDecimal(roundTo(value, digits.length >= wholeFrom ? 0 : placesMax));
}

/** The price by which the order was judged, with its source and its age at the decision. */
export function JudgedBy({ reference }: { readonly reference: NonNullable<RiskDecisionView['reference']> }) {
  return (
    <>
      Judged by the price {groupDecimal(reference.price)} · {originWords(reference)}
    </>
  );
}

const shapes = { pass: 'check', warn: 'warning', deny: 'ban' } as const;
const words = { pass: 'Pass', warn: 'Warning', deny: 'Denied' } as const;

export function RiskTable({ reference, rules }: Pick<RiskDecisionView, 'reference' | 'rules'>) {
  return (
    <>
      {reference !== undefined && (
        <p className="dim small risk-judged">
          <JudgedBy reference={reference} />
        </p>
      )}
      <table className="table risk-table">
        <caption className="visually-hidden">Risk decision</caption>
        <TableHead
          columns={[
            'Rule',
            { number: 'Input' },
            { number: 'Limit' },
            { number: 'Headroom' },
            'Use',
            'Verdict',
          ]}
        />
        <tbody>
          {rules.map((rule) => {
            const tone = ruleTone(rule);
            return (
              <Fragment key={`${rule.rule} ${rule.scope ?? ''}`}>
                <tr title={rule.message} data-rule={rule.rule}>
                  <th scope="row">
                    <RuleName rule={rule} />
                  </th>
                  <td className="n">{ruleValue(rule.input)}</td>
                  <td className="n dim">{ruleValue(rule.limit)}</td>
                  <td className="n dim">{rule.headroom === undefined ? '' : ruleValue(rule.headroom)}</td>
                  <td>{rule.use !== undefined && <Bar share={rule.use} tone={tone} />}</td>
                  <td className={`tone-${rule.verdict === 'pass' ? 'ok' : tone}`}>
                    <span className="state-word">
                      <Glyph shape={shapes[rule.verdict]} />
                      {words[rule.verdict]}
                    </span>
                  </td>
                </tr>
                {rule.override !== undefined && <OverrideRow override={rule.override} />}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

/** Who let the order pass the soft limit above. */
function OverrideRow({ override }: { readonly override: NonNullable<RuleResultView['override']> }) {
  const { by, reason, expiresAt } = override;
  return (
    <tr data-testid="override-row">
      <td colSpan={6} className="wrap dim">
        Overridden by {by.replace('operator:', '')}, until {dateTime(expiresAt).slice(0, 19)} {timesZone()}:{' '}
        {reason}
      </td>
    </tr>
  );
}
