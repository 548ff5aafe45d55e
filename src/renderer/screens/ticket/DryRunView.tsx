/** Shows the verdict of every check beside the ticket. */
import type { RefusalView } from '../../../shared/contract/faults.ts';
import type { DryRun, RuleResultView } from '../../../shared/contract/signals.ts';
import { spoken } from '../../format/sentence.ts';
import { Bar } from '../../ui/display/Bar.tsx';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { JudgedBy, RuleName, ruleName, ruleTone, ruleValue } from '../common/RiskTable.tsx';
import type { DryRunState } from './useDryRun.ts';

export function DryRunView({ state }: { readonly state: DryRunState }) {
  return (
    <section
      className={state.kind === 'answered' && !state.current ? 'dry-run outdated' : 'dry-run'}
      aria-label="Checks, dry run"
      aria-busy={state.kind === 'asking'}
    >
      <h3>
        Checks, dry run <output className="dim">{headline(state)}</output>
      </h3>
      {state.kind === 'answered' && (
        <>
          <Refusals refusals={beyondRules(state.dryRun)} />
          {state.dryRun.risk?.reference !== undefined && (
            <p className="dry-run-text dim">
              <JudgedBy reference={state.dryRun.risk.reference} />
            </p>
          )}
          {state.dryRun.risk?.rules.map((rule) => (
            <Rule key={`${rule.rule} ${rule.scope ?? ''}`} rule={rule} />
          ))}
        </>
      )}
      {state.kind === 'failed' && <p className="tone-bad dry-run-text">{state.fault.message}</p>}
    </section>
  );
}

/** The refusals that have no row among the rules. */
function beyondRules({ refusals, risk }: DryRun): readonly RefusalView[] {
  return refusals.filter(({ message }) => risk?.rules.every((rule) => rule.message !== message) !== false);
}

function headline(state: DryRunState): string {
  if (state.kind === 'incomplete') return state.missing;
  if (state.kind === 'asking') return 'asking…';
  if (state.kind === 'failed') return 'no answer';
  const { refusals, risk } = state.dryRun;
  const rules = risk?.rules ?? [];
  const byRule = rules.filter((rule) => rule.verdict === 'deny').length;
  // A refusal that is not a rule's own denies the order as well.
  const denied = byRule + (rules.length === 0 ? 0 : beyondRules(state.dryRun).length);
  const warned = rules.filter((rule) => rule.verdict === 'warn').length;
  const passed = rules.length - byRule - warned;
  const parts = [
    refusals.length > 0 && rules.length === 0 && `${refusals.length} invalid`,
    rules.length > 0 && `${passed} pass`,
    warned > 0 && `${warned} warn`,
    denied > 0 && `${denied} deny`,
  ];
  return parts.filter((part) => part !== false).join(' · ');
}

function Rule({ rule }: { readonly rule: RuleResultView }) {
  const tone = ruleTone(rule);
  return (
    <>
      <div
        className={`rule rule-${tone}`}
        title={rule.message ?? `${ruleName(rule.rule)}: ${rule.input} of ${rule.limit}`}
        data-rule={rule.rule}
        data-verdict={rule.verdict}
      >
        <span className={rule.verdict === 'pass' ? '' : `tone-${tone}`}>
          {rule.verdict !== 'pass' && <Glyph shape={rule.verdict === 'deny' ? 'ban' : 'warning'} />}
          <RuleName rule={rule} />
        </span>
        <span className="n">{ruleValue(rule.input)}</span>
        <span className="n dim">{ruleValue(rule.limit)}</span>
        <Bar share={rule.use ?? (rule.verdict === 'deny' ? 1 : 0)} tone={tone} />
      </div>
      {rule.message !== undefined && (
        <p className={`dry-run-text ${rule.verdict === 'pass' ? 'dim' : `tone-${tone}`}`}>{rule.message}</p>
      )}
    </>
  );
}

export function Refusals({ refusals }: { readonly refusals: readonly RefusalView[] }) {
  if (refusals.length === 0) return null;
  return (
    <ul className="refusals">
      {refusals.map((refusal) => (
        <li key={`${refusal.code} ${refusal.field ?? ''}`} data-code={refusal.code}>
          <span className="tone-bad refusal-head">
            <Glyph shape="ban" />
            <span>{spoken(refusal.message)}</span>
          </span>
          <span className="dim refusal-values">
            <code>{refusal.code}</code>
            {refusal.actual !== undefined && <> · was {spoken(refusal.actual)}</>}
            {refusal.expected !== undefined && <> · wanted {spoken(refusal.expected)}</>}
          </span>
        </li>
      ))}
    </ul>
  );
}
