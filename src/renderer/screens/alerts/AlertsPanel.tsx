/** The alerts and needs that wait for a person, until somebody acknowledges them. */
import { useState } from 'react';
import { rightToMute } from '../../../main/domain/alert/alertMutes.ts';
import type { AlertView } from '../../../shared/contract/status.ts';
import { counted, groupInteger } from '../../format/decimals.ts';
import { standingNeeds, type StandingNeed } from '../../model/desk/standingNeeds.ts';
import { sentence } from '../../format/sentence.ts';
import { clockOf, timesZone } from '../../format/times.ts';
import { acknowledgeAlerts } from '../../store/actions.ts';
import { useWhyNoCommand } from '../../store/desk/entryGate.ts';
import { useIncidents, type ShownIncident } from '../../store/desk/incidentsStore.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { showSettings } from '../../store/window/uiStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Loading } from '../common/Loading.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { reasonsFor } from '../../store/reasons.ts';
import { ReasonDialog } from '../../ui/dialogs/ReasonDialog.tsx';
import { ScrollArea } from '../../ui/display/ScrollArea.tsx';
import { StateWord } from '../../ui/display/StateWord.tsx';
import { Checkbox } from '../../ui/controls/Checkbox.tsx';
import { AlertHead } from './AlertHead.tsx';
import { MuteDialog } from './MuteDialog.tsx';

const none: readonly AlertView[] = [];
const noNeeds: readonly StandingNeed[] = [];

export function AlertsPanel() {
  const alerts = useStatus((store) => store.status?.alerts ?? none);
  const all = useStatus(({ status }) => status && status.alertsOpen + status.alertsMuted);
  const status = useStatus((store) => store.status);
  const needs = status === undefined ? noNeeds : standingNeeds(status);
  const [chosen, setChosen] = useState<readonly AlertView[]>();
  const [muting, setMuting] = useState<AlertView>();
  const disabledReason = useWhyNoCommand('acknowledge');
  // An alert that holds orders must be acknowledged alone.
  const others = alerts.filter(({ holdsOrders }) => !holdsOrders);
  return (
    <Panel
      title="Alerts"
      className="alerts"
      testId="alerts"
      extra={
        all !== undefined && (
          <span className="count">
            {all > alerts.length && `${groupInteger(alerts.length + needs.length)} of `}
            {groupInteger(all + needs.length)}
          </span>
        )
      }
      actions={
        <>
          {others.length > 1 && (
            <Button
              disabledReason={disabledReason}
              onPress={() => {
                setChosen(others);
              }}
            >
              Acknowledge {groupInteger(others.length)} that hold no orders…
            </Button>
          )}
          <Button
            look="quiet"
            onPress={() => {
              showSettings('sounds');
            }}
          >
            Sounds…
          </Button>
        </>
      }
    >
      {all === undefined ? (
        <Loading title="Waiting for the status" />
      ) : alerts.length + needs.length === 0 ? (
        <Notice
          kind="empty"
          title="No alert is open"
          text="What needs a person stands here until somebody acknowledges it, also after a restart."
        />
      ) : (
        <ScrollArea name="Open alerts">
          <ul>
            {needs.map((need) => (
              <Need key={need.id} need={need} />
            ))}
            {alerts.map((alert) => (
              <Row
                key={alert.alertId}
                alert={alert}
                disabledReason={disabledReason}
                onAcknowledge={() => {
                  setChosen([alert]);
                }}
                onMute={() => {
                  setMuting(alert);
                }}
              />
            ))}
          </ul>
          {all > alerts.length && (
            <p className="dim ledger-more">
              {groupInteger(alerts.length)} of {groupInteger(all)} are shown
            </p>
          )}
        </ScrollArea>
      )}
      {chosen !== undefined && (
        <AcknowledgeDialog
          alerts={chosen}
          open={alerts}
          onClose={() => {
            setChosen(undefined);
          }}
        />
      )}
      {muting !== undefined && (
        <MuteDialog
          alert={muting}
          onClose={() => {
            setMuting(undefined);
          }}
        />
      )}
    </Panel>
  );
}

/** A need without a button: it goes away when its cause does. */
function Need({ need: { id, kind, message, advice, holdsOrders } }: { readonly need: StandingNeed }) {
  const incident = useIncidents((store) => store.incidents.find((one) => one.id === id));
  return (
    <li className="doubt" data-testid="standing-need" data-need={id}>
      <div className="venue-head">
        <StateWord glyph={holdsOrders ? 'ban' : 'warning'} tone={holdsOrders ? 'bad' : 'warn'}>
          {kind}
        </StateWord>
        {holdsOrders && <span className="tone-bad">no new order leaves</span>}
        <span className="grow" />
        <span className="dim">{incident !== undefined && sinceWords(incident)}until its cause is gone</span>
      </div>
      <p className="alert-message">{message}</p>
      <p className="dim">{advice}</p>
    </li>
  );
}

function sinceWords({ since, atLeast }: ShownIncident): string {
  return `since ${clockOf(since).slice(0, 8)} ${timesZone()}${atLeast ? ' at the latest' : ''}, `;
}

interface RowProperties {
  readonly alert: AlertView;
  readonly disabledReason: string | undefined;
  readonly onAcknowledge: () => void;
  readonly onMute: () => void;
}

function Row({ alert, disabledReason, onAcknowledge, onMute }: RowProperties) {
  const { alertId, kind, severity, holdsOrders, message, advice } = alert;
  const muteDisabledReason = useWhyNoCommand(rightToMute(kind, []));
  return (
    <li
      className="doubt"
      data-alert-id={alertId}
      data-kind={kind}
      data-severity={severity}
      data-holds={holdsOrders}
    >
      <AlertHead alert={alert}>
        {!holdsOrders && (
          <Button look="quiet" disabledReason={muteDisabledReason} name={`Mute ${alertId}`} onPress={onMute}>
            Mute…
          </Button>
        )}
        <Button disabledReason={disabledReason} name={`Acknowledge ${alertId}`} onPress={onAcknowledge}>
          Acknowledge…
        </Button>
      </AlertHead>
      <p className="alert-message">{sentence(message)}</p>
      <p className="dim">{sentence(advice)}</p>
    </li>
  );
}

function AcknowledgeDialog({
  alerts: chosen,
  open,
  onClose,
}: {
  readonly alerts: readonly AlertView[];
  readonly open: readonly AlertView[];
  readonly onClose: () => void;
}) {
  const [allOfKind, setAllOfKind] = useState(false);
  const [first] = chosen;
  const alike =
    chosen.length === 1 && first?.holdsOrders === false
      ? open.filter(({ kind, holdsOrders }) => kind === first.kind && !holdsOrders)
      : [];
  const alerts = allOfKind ? alike : chosen;
  const holding = alerts.filter(({ holdsOrders }) => holdsOrders).length;
  return (
    <ReasonDialog
      reasons={reasonsFor('acknowledge')}
      title={`Acknowledge ${counted(alerts.length, 'alert')}`}
      confirm={`Acknowledge ${counted(alerts.length, 'alert')}`}
      danger={holding > 0}
      onConfirm={(reason) =>
        acknowledgeAlerts(
          alerts.map(({ alertId }) => alertId),
          reason,
        )
      }
      onClose={onClose}
    >
      {alerts.slice(0, 5).map(({ alertId, message }) => (
        <p key={alertId}>{sentence(message)}</p>
      ))}
      {alerts.length > 5 && <p className="dim">and {groupInteger(alerts.length - 5)} more</p>}
      {alike.length > 1 && (
        <Checkbox
          label={`all ${groupInteger(alike.length)} of the kind ${first?.kind.replaceAll('_', ' ')}`}
          checked={allOfKind}
          onChange={setAllOfKind}
        />
      )}
      {holding > 0 && (
        <p>
          <b>New orders leave again</b> once no other alert holds them: acknowledge it only when you know that
          the desk's record is right.
        </p>
      )}
    </ReasonDialog>
  );
}
