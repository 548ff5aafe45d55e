/** Scopes whose orders may only close positions. */
import { useState } from 'react';
import type { LimitLine } from '../../../shared/contract/limits.ts';
import { limitKey } from '../../../shared/contract/limits.ts';
import { dateTime, timesZone } from '../../format/times.ts';
import { restricts } from '../../model/desk/limitLook.ts';
import { scopeShort, scopeWords } from '../../model/desk/tradingScope.ts';
import { clearLimit, setLimit } from '../../store/actions.ts';
import { useWhyNoCommand } from '../../store/desk/entryGate.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Select } from '../../ui/controls/Select.tsx';
import { reasonsFor } from '../../store/reasons.ts';
import { ReasonDialog } from '../../ui/dialogs/ReasonDialog.tsx';
import { Capped } from '../../ui/display/Capped.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { ScrollArea } from '../../ui/display/ScrollArea.tsx';
import { useScopeChoices } from '../trading/useScopeChoices.ts';
import { byWhom } from './limitColumns.tsx';

const limit = 'openingQuantityMax';

export function RestrictedPanel({ lines }: { readonly lines: readonly LimitLine[] | undefined }) {
  const [asking, setAsking] = useState<'add' | LimitLine>();
  const whyNoCommand = useWhyNoCommand('limits');
  const restricted = lines?.filter(restricts) ?? [];
  const close = (): void => {
    setAsking(undefined);
  };
  return (
    <Panel
      title="Restricted"
      className="restricted"
      testId="restricted"
      extra={<output className="count">{lines === undefined ? '…' : restricted.length}</output>}
      actions={
        <Button
          disabledReason={whyNoCommand}
          onPress={() => {
            setAsking('add');
          }}
        >
          Restrict…
        </Button>
      }
    >
      {restricted.length === 0 ? (
        <Notice
          kind="empty"
          title="Nothing is restricted"
          text="Orders of a restricted symbol may only close positions."
        />
      ) : (
        <ScrollArea name="Restricted scopes">
          <ul className="held-list">
            {restricted.map((line) => (
              <li key={limitKey(line)} data-scope={line.scope}>
                <div className="held-head">
                  <b>{scopeShort(line.scope)}</b>
                  <span className="dim">only closes{line.hard !== '0' && ', unless overridden'}</span>
                  <span className="grow" />
                  <Button
                    name={`Lift the restriction of ${scopeWords(line.scope)}…`}
                    disabledReason={whyNoCommand}
                    onPress={() => {
                      setAsking(line);
                    }}
                  >
                    Lift…
                  </Button>
                </div>
                <p className="dim">
                  {byWhom(line.by)}, {dateTime(line.at).slice(0, 19)} {timesZone()}:{' '}
                  <Capped>{line.reason}</Capped>
                </p>
              </li>
            ))}
          </ul>
        </ScrollArea>
      )}
      {asking === 'add' && <RestrictDialog onClose={close} />}
      {typeof asking === 'object' && <LiftDialog line={asking} onClose={close} />}
    </Panel>
  );
}

function RestrictDialog({ onClose }: { readonly onClose: () => void }) {
  const choices = useScopeChoices();
  const first = choices.find(({ value }) => value.startsWith('symbol:'))?.value ?? 'desk';
  const [scope, setScope] = useState(first);
  return (
    <ReasonDialog
      reasons={reasonsFor('restriction')}
      title="Restrict a symbol"
      confirm={`Restrict ${scopeShort(scope)}`}
      onConfirm={(reason) => setLimit({ limit, scope, hard: '0', reason })}
      onClose={onClose}
    >
      <Select label="Symbol, or another scope" value={scope} options={choices} onChange={setScope} />
      <p>
        From the next order on, orders of {scopeWords(scope)} may only close positions. Working orders stay as
        they are.
      </p>
    </ReasonDialog>
  );
}

/** A restriction of the configuration can't be given back to it, so it is set to none. */
function LiftDialog({ line, onClose }: { readonly line: LimitLine; readonly onClose: () => void }) {
  const { scope, over } = line;
  const goesBack = over !== undefined && !restricts({ ...line, soft: over.soft, hard: over.hard });
  return (
    <ReasonDialog
      reasons={reasonsFor('restriction')}
      title={`Lift the restriction of ${scopeWords(scope)}`}
      confirm="Lift"
      onConfirm={(reason) =>
        goesBack ? clearLimit({ limit, scope, reason }) : setLimit({ limit, scope, hard: 'none', reason })
      }
      onClose={onClose}
    >
      <p>Orders of {scopeWords(scope)} may open positions again, within all other limits.</p>
      {!goesBack && (
        <p className="dim">
          The configuration restricts it. An operator’s “none” stands over that, also over restarts.
        </p>
      )}
    </ReasonDialog>
  );
}
