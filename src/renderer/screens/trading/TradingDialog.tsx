/** Trading states by scope: what is restricted and why. The dialog changes a state, and says first what will change. */
import { useState } from 'react';
import { deskHeldBy } from '../../../shared/contract/words/ordersLeave.ts';
import { offRecordWords } from '../../../shared/contract/words/offRecordWords.ts';
import {
  compareStrictness,
  tradingStates,
  type TradingState,
} from '../../../main/domain/trading/tradingState.ts';
import type { EnablePreview, ScopeState } from '../../../shared/contract/trading.ts';
import { shortId } from '../../format/ids.ts';
import { dateTime, timesZone } from '../../format/times.ts';
import { capital, sentence } from '../../format/sentence.ts';
import { scopeShort, scopeWords, stateLooks } from '../../model/desk/tradingScope.ts';
import { enableTrading, setTradingState } from '../../store/actions.ts';
import { useWhyNoCommand } from '../../store/desk/entryGate.ts';
import { isStoreEnded, useStatus } from '../../store/desk/statusStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { reasonsFor } from '../../store/reasons.ts';
import { ReasonDialog } from '../../ui/dialogs/ReasonDialog.tsx';
import { SegmentedControl } from '../../ui/controls/SegmentedControl.tsx';
import { Select } from '../../ui/controls/Select.tsx';
import { StateWord } from '../../ui/display/StateWord.tsx';
import { useNow } from '../../ui/useNow.ts';
import { TableHead } from '../../ui/display/TableHead.tsx';
import { useAsked } from '../common/useAsked.ts';
import { HeldAnyway } from './HeldAnyway.tsx';
import { RunningStrategies } from './RunningStrategies.tsx';
import { useScopeChoices } from './useScopeChoices.ts';

const lookAgainMs = 1_000;
const noStates: readonly ScopeState[] = [];
const confirmWords: Readonly<Record<TradingState, string>> = {
  active: 'Enable',
  reducing: 'Reduce only:',
  halted: 'Halt',
};

interface Properties {
  readonly scope: string;
  readonly onClose: () => void;
}

export function TradingDialog({ scope: first, onClose }: Properties) {
  const states = useStatus((store) => store.status?.trading.states) ?? noStates;
  const [scope, setScope] = useState(first);
  const now = states.find((state) => state.scope === scope)?.state ?? 'active';
  const [chosen, setChosen] = useState<TradingState>();
  // The likely wish is to enable what is restricted, and to restrict what is not.
  const wanted = chosen ?? (now === 'active' ? 'reducing' : 'active');
  const choices = useScopeChoices();
  const choose = (next: string, state?: TradingState): void => {
    setScope(next);
    setChosen(state);
  };
  const restricting = wanted === 'halted' ? 'kill' : 'stop';
  const whyNoCommand = useWhyNoCommand(compareStrictness(wanted, now) < 0 ? 'resume' : restricting);
  const { value: preview, fault } = useAsked('previewEnable', { scope }, useNow(lookAgainMs));
  const openKills = wanted === 'active' ? (preview?.openKills ?? []) : [];
  const disabledReason =
    whyNoCommand ??
    (wanted === now
      ? `${capital(scopeWords(scope))} is ${stateLooks[now].word.toLowerCase()} already`
      : openKills.length > 0
        ? openKillWords(openKills)
        : undefined);
  return (
    <ReasonDialog
      reasons={reasonsFor('trading')}
      wide
      title="Trading state"
      confirm={`${confirmWords[wanted]} ${scopeShort(scope)}`}
      danger={wanted === 'halted'}
      disabledReason={disabledReason}
      onConfirm={(reason) =>
        wanted === 'active'
          ? enableTrading({ scope, reason })
          : setTradingState({ scope, state: wanted, reason })
      }
      onClose={onClose}
    >
      <StatesTable
        states={states}
        onEnable={(restricted) => {
          choose(restricted, 'active');
        }}
      />
      <div className="trading-choice">
        <Select label="Scope" value={scope} options={choices} onChange={choose} />
        <SegmentedControl
          name="New state"
          value={wanted}
          onChange={setChosen}
          segments={tradingStates.map((value) => ({
            value,
            label: (
              <span className={`tone-${stateLooks[value].tone}`}>
                <Glyph shape={stateLooks[value].glyph} />
                {stateLooks[value].word}
              </span>
            ),
          }))}
        />
      </div>
      {wanted === 'active' ? (
        <EnableText scope={scope} preview={preview} fault={fault?.message} />
      ) : (
        <p>{stateLooks[wanted].says}</p>
      )}
      {wanted !== now && <RunningStrategies scope={scope} to={wanted} />}
      <HeldAnyway />
    </ReasonDialog>
  );
}

interface TableProperties {
  readonly states: readonly ScopeState[];
  readonly onEnable: (scope: string) => void;
}

function StatesTable({ states, onEnable }: TableProperties) {
  const held = useStatus(({ status }) => status !== undefined && deskHeldBy(status).length > 0);
  return (
    <table className="table states-table">
      <caption className="visually-hidden">Trading states</caption>
      <TableHead columns={['Scope', 'State', 'Why', 'Who', `Since, ${timesZone()}`, { hidden: 'Action' }]} />
      <tbody>
        {states.map(({ scope, state, reason, actor, since, offRecord }) => (
          <tr key={scope} data-scope={scope} data-state={state}>
            <th scope="row">{scopeShort(scope)}</th>
            <td>
              {held && state === 'active' ? (
                <StateWord glyph="ban" tone="bad">
                  {stateLooks[state].word}, orders held
                </StateWord>
              ) : (
                <StateWord glyph={stateLooks[state].glyph} tone={stateLooks[state].tone}>
                  {stateLooks[state].word}
                </StateWord>
              )}
            </td>
            <td className="wrap">
              {reason}
              {offRecord !== undefined && (
                <span className="tone-bad"> {sentence(offRecordWords(offRecord, isStoreEnded()))}</span>
              )}
            </td>
            <td className="dim">{actor.replace('operator:', '')}</td>
            <td className="mono dim">{since === undefined ? '' : dateTime(since).slice(0, 19)}</td>
            <td>
              {state !== 'active' && (
                <Button
                  name={`Enable ${scopeShort(scope)}…`}
                  onPress={() => {
                    onEnable(scope);
                  }}
                >
                  Enable…
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface EnableProperties {
  readonly scope: string;
  readonly preview: EnablePreview | undefined;
  readonly fault: string | undefined;
}

/** What enabling would change, as the engine answers. */
function EnableText({ scope, preview, fault }: EnableProperties) {
  if (preview === undefined) {
    return (
      <p className="dim">
        {fault === undefined ? 'Asking what would change…' : `What would change can't be told: ${fault}`}
      </p>
    );
  }
  const { changes, stillRestricted, openKills } = preview;
  return (
    <div className="dialog-scope" data-testid="enable-preview" aria-live="polite">
      {changes.length === 0 && <p>Nothing changes: {scopeWords(scope)} is not restricted itself.</p>}
      {changes.map((change) => (
        <p key={change.scope}>
          <b>{scopeShort(change.scope)}</b> goes from {stateLooks[change.from].word.toLowerCase()} to{' '}
          <b>{stateLooks[change.to].word.toLowerCase()}</b>. {stateLooks[change.to].says}
        </p>
      ))}
      {stillRestricted.map((still) => (
        <p key={still.scope} className="tone-warn">
          <Glyph shape="warning" />
          {scopeShort(still.scope)} stays {stateLooks[still.state].word.toLowerCase()}.
        </p>
      ))}
      {openKills.length > 0 && (
        <p className="tone-warn">
          <Glyph shape="warning" />
          {openKillWords(openKills)}: what it cancels must have ended first.
        </p>
      )}
      <p className="dim">Canceled orders do not come back. Strategies that were stopped stay stopped.</p>
    </div>
  );
}

function openKillWords(openKills: readonly string[]): string {
  return openKills.length === 1
    ? `The kill switch ${shortId(openKills[0] ?? '')} has not finished`
    : `${openKills.length} kill switches have not finished`;
}
