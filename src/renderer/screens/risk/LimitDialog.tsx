/** Sets a limit, sets it to none, or gives it back to the configuration. It says first what will change. */
import { useState } from 'react';
import { useSame } from '../../ui/useSame.ts';
import type { ApiInput } from '../../../shared/contract/api.ts';
import { limitKindOf, limitNames, type LimitName } from '../../../main/domain/risk/limits.ts';
import type { LimitLine, LimitPreview } from '../../../shared/contract/limits.ts';
import { approversWords, standingWords } from '../../../shared/kernel/roles.ts';
import { limitWords } from '../../../main/domain/risk/limitWords.ts';
import { windowWords } from '../../../main/domain/controls/countingWindows.ts';
import { counted, typedDecimal } from '../../format/decimals.ts';
import { sentence, spoken } from '../../format/sentence.ts';
import { deskScope, scopeWords } from '../../model/desk/tradingScope.ts';
import { clearLimit, proposeLimit, setLimit } from '../../store/actions.ts';
import { useInstruments } from '../../store/desk/deskStore.ts';
import { useWhyNoCommand } from '../../store/desk/entryGate.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { SegmentedControl } from '../../ui/controls/SegmentedControl.tsx';
import { Select } from '../../ui/controls/Select.tsx';
import { TextField } from '../../ui/controls/TextField.tsx';
import { reasonsFor } from '../../store/reasons.ts';
import { ReasonDialog } from '../../ui/dialogs/ReasonDialog.tsx';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { useDebounced } from '../../ui/useDebounced.ts';
import { useNow } from '../../ui/useNow.ts';
import { OrderLink } from '../common/OrderLink.tsx';
import { valueWithUnit } from '../common/limitUnits.ts';
import { ruleName } from '../common/RiskTable.tsx';
import { useScopeChoices } from '../trading/useScopeChoices.ts';
import { useAsked } from '../common/useAsked.ts';
import { limitText } from './limitColumns.tsx';

export type LimitPlace = Pick<LimitLine, 'limit' | 'scope'>;

interface Properties {
  /** Absent where the operator chooses limit and scope. */
  readonly place: LimitPlace | undefined;
  readonly lines: readonly LimitLine[];
  readonly onClose: () => void;
}

type Kind = 'hard' | 'both' | 'none' | 'configuration';

const kindWords: Readonly<Record<Kind, string>> = {
  hard: 'Hard',
  both: 'Soft and hard',
  none: 'None',
  configuration: 'As configured',
};
const confirmWords: Readonly<Record<Kind, string>> = {
  hard: 'Set limit',
  both: 'Set limit',
  none: 'Set to none',
  configuration: 'Give back to the configuration',
};
const typingMs = 200;
const askAgainMs = 2_000;

export function LimitDialog({ place, lines, onClose }: Properties) {
  const [limit, setLimitName] = useState<LimitName>(place?.limit ?? 'positionMax');
  const [scope, setScope] = useState(place?.scope ?? deskScope);
  const line = lines.find((one) => one.limit === limit && one.scope === scope);
  const [kind, setKind] = useState<Kind>(line?.soft === undefined ? 'hard' : 'both');
  const [soft, setSoft] = useState(line?.soft ?? '');
  const [hard, setHard] = useState(line === undefined || line.hard === 'none' ? '' : line.hard);
  const input = inputOf({ limit, scope }, kind, soft, hard);
  const missing = input === undefined ? 'Enter the limit' : undefined;
  const wanted = useSame(input ?? { limit, scope });
  const asked = useDebounced(wanted, typingMs);
  const { value: preview, fault } = useAsked('previewLimit', asked, useNow(askAgainMs));
  const isSettled = input !== undefined && asked === wanted;
  const whyNoCommand = useWhyNoCommand('propose');
  // A person who may not set limits proposes every change.
  const mayOnlyPropose = useWhyNoCommand('limits') !== undefined;
  const proposes = mayOnlyPropose || preview?.needsTwo === true;
  const kinds: readonly Kind[] =
    line?.over === undefined ? ['hard', 'both', 'none'] : ['hard', 'both', 'none', 'configuration'];
  return (
    <ReasonDialog
      reasons={reasonsFor('limit')}
      wide
      title={
        place === undefined
          ? `${mayOnlyPropose ? 'Propose' : 'Set'} a limit for a scope`
          : `${ruleName(limitKindOf(limit).rule)} of ${scopeWords(scope)}`
      }
      confirm={proposes ? 'Propose' : confirmWords[kind]}
      danger={kind === 'none'}
      disabledReason={
        whyNoCommand ?? missing ?? (isSettled ? fault && sentence(fault.message) : 'Asking what would change')
      }
      onConfirm={async (reason) => {
        if (input === undefined) return missing;
        if (proposes) return proposeLimit({ ...input, reason });
        return input.to === undefined
          ? clearLimit({ limit, scope, reason })
          : setLimit({ limit, scope, ...input.to, reason });
      }}
      onClose={onClose}
    >
      {mayOnlyPropose && <ProposalWords />}
      {place === undefined && (
        <PlaceFields limit={limit} scope={scope} onLimit={setLimitName} onScope={setScope} />
      )}
      <p className="dim">
        {sentence(
          `Counts ${limitKindOf(limit).counts}${line?.windowMs === undefined ? '' : `, ${windowWords(line)}`}`,
        )}
      </p>
      <SegmentedControl
        name="Kind of limit"
        value={kind}
        onChange={setKind}
        segments={kinds.map((value) => ({ value, label: kindWords[value] }))}
      />
      {(kind === 'hard' || kind === 'both') && (
        <div className="limit-fields">
          {kind === 'both' && <TextField label="Soft limit" value={soft} maxLength={40} onChange={setSoft} />}
          <TextField
            label={kind === 'both' ? 'Hard limit, or none' : 'Hard limit'}
            value={hard}
            maxLength={40}
            onChange={setHard}
          />
        </div>
      )}
      <UseNow line={line} />
      {missing === undefined && (
        <PreviewText
          place={{ limit, scope }}
          preview={isSettled ? preview : undefined}
          fault={isSettled ? fault?.message : undefined}
        />
      )}
    </ReasonDialog>
  );
}

function ProposalWords() {
  const standing = useStatus((store) => store.status?.session.standing);
  return (
    <p className="tone-warn">
      <Glyph shape="warning" />A {standingWords(standing ?? 'nobody')} may not set limits: this is proposed to{' '}
      {approversWords}, who approves or refuses it on Risk within a day.
    </p>
  );
}

/** The input for the engine; undefined while a value is missing. */
function inputOf(
  place: LimitPlace,
  kind: Kind,
  soft: string,
  hard: string,
): ApiInput<'previewLimit'> | undefined {
  const [least, most] = [typedDecimal(soft), typedDecimal(hard)];
  switch (kind) {
    case 'configuration':
      return place;
    case 'none':
      return { ...place, to: { hard: 'none' } };
    case 'hard':
      return most === '' ? undefined : { ...place, to: { hard: most } };
    case 'both':
      return least === '' || most === '' ? undefined : { ...place, to: { soft: least, hard: most } };
  }
}

interface PlaceProperties extends LimitPlace {
  readonly onLimit: (limit: LimitName) => void;
  readonly onScope: (scope: string) => void;
}

function PlaceFields({ limit, scope, onLimit, onScope }: PlaceProperties) {
  const kinds: readonly string[] = limitKindOf(limit).scopes;
  const choices = useScopeChoices().filter(({ value }) => kinds.includes(value.split(':')[0] ?? ''));
  const options = limitNames.map((value) => ({ value, label: ruleName(limitKindOf(value).rule) }));
  return (
    <div className="limit-fields">
      <Select
        label="Limit"
        value={limit}
        options={options}
        onChange={(next) => {
          onLimit(next);
          // Not every limit can have every scope; all can have the desk's.
          const allowed: readonly string[] = limitKindOf(next).scopes;
          if (!allowed.includes(scope.split(':')[0] ?? '')) onScope(deskScope);
        }}
      />
      <Select label="Scope" value={scope} options={choices} onChange={onScope} />
    </div>
  );
}

function UseNow({ line }: { readonly line: LimitLine | undefined }) {
  const instruments = useInstruments();
  if (line?.use === undefined) return null;
  const { limit, scope } = line;
  const { value, where } = line.use;
  return (
    <p>
      Now in use: <b>{valueWithUnit(value, { limit, scope, where }, instruments)}</b>
      {where !== '' && ` at ${where}`}
    </p>
  );
}

interface PreviewProperties {
  readonly place: LimitPlace;
  readonly preview: LimitPreview | undefined;
  readonly fault: string | undefined;
}

function PreviewText({ place, preview, fault }: PreviewProperties) {
  const instruments = useInstruments();
  if (preview === undefined) {
    return (
      <p className={fault === undefined ? 'dim' : 'tone-bad'} data-testid="limit-fault">
        {fault === undefined ? 'Asking what would change…' : sentence(spoken(fault))}
      </p>
    );
  }
  const { from, to, orders, compared, deniedCount, denied, needsTwo } = preview;
  const all =
    compared < orders
      ? `the ${counted(compared, 'oldest order')} of ${orders}`
      : counted(orders, 'working order');
  return (
    <div className="dialog-scope" data-testid="limit-preview" aria-live="polite">
      {limitWords(from) === limitWords(to) ? (
        <p>
          Stays at <b>{limitText(to, place, instruments)}</b>.
        </p>
      ) : (
        <p>
          Goes from <b>{limitText(from, place, instruments)}</b> to <b>{limitText(to, place, instruments)}</b>
          .
        </p>
      )}
      {needsTwo === true && (
        <p className="tone-warn">
          <Glyph shape="warning" />
          This loosens a limit with four eyes: it is proposed, and in force once another person has approved
          it.
        </p>
      )}
      {orders === 0 ? (
        <p className="dim">No order works in this scope.</p>
      ) : deniedCount === 0 ? (
        <p className="dim">It would deny none of {all} in this scope, if new.</p>
      ) : (
        <p className="tone-warn">
          <Glyph shape="warning" />
          It would deny {deniedCount} of {all} in this scope, if new. Working orders stay as they are.
        </p>
      )}
      {denied.length > 0 && (
        <ul className="scope-list" aria-label="Working orders beyond the limit">
          {denied.map(({ orderId, message }) => (
            <li key={orderId}>
              <OrderLink orderId={orderId} /> <span className="dim">{spoken(message)}</span>
            </li>
          ))}
          {deniedCount > denied.length && <li className="dim">and {deniedCount - denied.length} more</li>}
        </ul>
      )}
    </div>
  );
}
