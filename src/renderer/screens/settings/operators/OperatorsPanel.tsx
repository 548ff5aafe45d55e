/** The people who may act on the desk: their roles, logins and passwords, and what each role may do. */
import { useState } from 'react';
import type { OperatorView } from '../../../../shared/contract/session.ts';
import { groupInteger } from '../../../format/decimals.ts';
import { useWhyNoCommand } from '../../../store/desk/entryGate.ts';
import { useStatus } from '../../../store/desk/statusStore.ts';
import { Button } from '../../../ui/controls/Button.tsx';
import { Loading } from '../../common/Loading.tsx';
import { Notice } from '../../../ui/display/Notice.tsx';
import { Panel } from '../../../ui/display/Panel.tsx';
import { DataGrid } from '../../../ui/grid/DataGrid.tsx';
import type { GridRowLook } from '../../../ui/grid/gridTypes.ts';
import { useGridLayout } from '../../../ui/grid/useGridLayout.ts';
import { useSampled } from '../../../ui/useSampled.ts';
import { useAsked } from '../../common/useAsked.ts';
import { rowKeys } from '../../common/rowKeys.ts';
import { OperatorDialog, type OperatorAct } from './OperatorDialog.tsx';
import { OwnPasswordDialog } from './OwnPasswordDialog.tsx';
import { operatorColumns } from './operatorColumns.tsx';
import { RolesPanel } from './RolesPanel.tsx';

const lookAgainMs = 1_000;
const none: readonly OperatorView[] = [];
const idOf = ({ operator }: OperatorView): string => operator;
const look = ({ operator, role }: OperatorView): GridRowLook => ({
  attributes: { 'data-testid': 'operator-row', 'data-operator': operator, 'data-role': role },
});

export function OperatorsPanel() {
  // Each login and each change of a profile is an event.
  const head = useSampled(
    useStatus((store) => store.status?.store.headPosition),
    lookAgainMs,
  );
  const { value, fault } = useAsked('listOperators', {}, head);
  const [asking, setAsking] = useState<OperatorAct>();
  const [cursor, setCursor] = useState<string>();
  const { layout, onLayout } = useGridLayout();
  const operators = value?.operators ?? none;
  const chosen = operators.find(({ operator }) => operator === cursor);
  const whyNo = useWhyNoCommand('administer');
  const act = (kind: 'role' | 'password' | 'remove'): void => {
    if (whyNo === undefined && chosen !== undefined) setAsking({ kind, operator: chosen });
  };
  const onKey = rowKeys({
    ids: operators.map(idOf),
    cursor,
    choose: setCursor,
    acts: { Enter: () => act('role'), Delete: () => act('remove') },
  });
  return (
    <>
      <Panel
        title="Operators"
        className="settings-panel operators"
        testId="operators"
        extra={
          <output className="count">{value === undefined ? '…' : groupInteger(operators.length)}</output>
        }
        actions={<Actions chosen={chosen} count={value && operators.length} onAct={act} onAsk={setAsking} />}
      >
        <DataGrid
          name="Operators"
          columns={operatorColumns}
          rows={operators}
          idOf={idOf}
          layout={layout}
          onLayout={onLayout}
          cursor={cursor}
          onRowPress={setCursor}
          onKey={onKey}
          look={look}
          empty={<Empty loading={value === undefined} fault={fault?.message} />}
        />
      </Panel>
      <RolesPanel />
      {asking !== undefined && (
        <OperatorDialog
          act={asking}
          isFirst={operators.length === 0}
          onClose={() => {
            setAsking(undefined);
          }}
        />
      )}
    </>
  );
}

interface ActionsProperties {
  readonly chosen: OperatorView | undefined;
  /** How many operators there are; absent while that is not known. */
  readonly count: number | undefined;
  readonly onAct: (kind: 'role' | 'password' | 'remove') => void;
  readonly onAsk: (act: OperatorAct) => void;
}

function Actions({ chosen, count, onAct, onAsk }: ActionsProperties) {
  const [ownOpen, setOwnOpen] = useState(false);
  const whyNo = useWhyNoCommand('administer');
  const login = useStatus((store) => store.status?.session.login);
  const whyNotChosen = whyNo ?? (chosen === undefined ? 'Choose an operator first' : undefined);
  return (
    <>
      <Button
        disabledReason={login === 'in' ? undefined : 'Nobody is logged in here'}
        onPress={() => {
          setOwnOpen(true);
        }}
      >
        My password…
      </Button>
      <Button
        disabledReason={whyNotChosen}
        keys="Enter"
        hideKeys
        onPress={() => {
          onAct('role');
        }}
      >
        Role…
      </Button>
      <Button
        disabledReason={whyNotChosen}
        onPress={() => {
          onAct('password');
        }}
      >
        Reset password…
      </Button>
      <Button
        look={whyNotChosen === undefined ? 'danger' : 'plain'}
        disabledReason={whyNotChosen}
        keys="Del"
        hideKeys
        onPress={() => {
          onAct('remove');
        }}
      >
        Remove…
      </Button>
      <Button
        look="primary"
        disabledReason={whyNo ?? (count === undefined ? 'Reading the operators' : undefined)}
        onPress={() => {
          onAsk({ kind: 'add' });
        }}
      >
        Add…
      </Button>
      {ownOpen && (
        <OwnPasswordDialog
          onClose={() => {
            setOwnOpen(false);
          }}
        />
      )}
    </>
  );
}

function Empty({ loading, fault }: { readonly loading: boolean; readonly fault: string | undefined }) {
  if (fault !== undefined) {
    return <Notice kind="error" title="The operators can't be shown" text={fault} />;
  }
  if (loading) return <Loading title="Reading the operators" />;
  return (
    <Notice
      kind="empty"
      title="No operators: whoever sits here may do everything"
      text="Add the first, who is an administrator. From then on the window and every command ask for a login."
    />
  );
}
