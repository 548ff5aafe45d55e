/**
 * The bar of incidents below the strip: what is wrong, since when, why, and what to do. It is large until the operator
 * has marked it as seen.
 */
import { useLayoutEffect, useState, useSyncExternalStore } from 'react';
import { incidentLooks, type IncidentLead } from '../../model/desk/incidents/incident.ts';
import { counted, groupInteger } from '../../format/decimals.ts';
import { age, clockOf, timesZone } from '../../format/times.ts';
import { reconnect } from '../../store/link/engineLink.ts';
import {
  collapseIncidents,
  markSeen,
  useIncidents,
  type ShownIncident,
} from '../../store/desk/incidentsStore.ts';
import { useIsLocked } from '../../store/session.ts';
import { openDeskDialog, openOrder, showScreen } from '../../store/window/uiStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { cover } from '../../ui/controls/useArmed.ts';
import { ClampedText } from '../../ui/display/ClampedText.tsx';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { useFrozen } from '../../ui/useFrozen.ts';
import { useNow } from '../../ui/useNow.ts';

interface Line {
  readonly incident: ShownIncident;
  readonly over: boolean;
}

export function IncidentBar() {
  const { incidents, collapsed, announced } = useIncidents();
  // Without a login the operator sees the incidents, and can't mark any as seen.
  const locked = useIsLocked();
  const [pointed, setPointed] = useState(false);
  const [all, setAll] = useState(false);
  // A bar that disappears gets no event when the pointer leaves it.
  if (pointed && incidents.length === 0) setPointed(false);
  const live: readonly Line[] = incidents.map((incident) => ({ incident, over: false }));
  const lines = useFrozen(live, pointed, '', (kept) => keptUp(kept, incidents)) ?? live;
  const fits = useLinesThatFit();
  const shown = all ? lines : lines.slice(0, fits);
  const height = incidents.length === 0 ? 0 : collapsed ? -1 : shown.length;
  // Everything below the bar has moved: its buttons must be visible again for a while before they can be pressed.
  useLayoutEffect(cover, [height]);
  return (
    <>
      <div className="visually-hidden" aria-live="assertive" aria-atomic="true" data-testid="announced">
        {announced}
      </div>
      {incidents.length > 0 && (
        <section
          className="incidents"
          aria-label="Incidents"
          data-testid="incidents"
          onPointerEnter={() => {
            setPointed(true);
          }}
          onPointerLeave={() => {
            setPointed(false);
          }}
        >
          {collapsed ? <Collapsed incidents={incidents} /> : <Lines lines={shown} />}
          <div className="incidents-end">
            {!locked && <SeenButton incidents={incidents} collapsed={collapsed} />}
            {!collapsed && lines.length > fits && (
              <Button
                expanded={all}
                onPress={() => {
                  setAll(!all);
                }}
              >
                {all ? 'Show fewer' : `and ${groupInteger(lines.length - fits)} more`}
              </Button>
            )}
          </div>
        </section>
      )}
    </>
  );
}

/**
 * While the pointer is on the bar its lines stay in their places: lines that are over stay, and new ones are added at
 * the end.
 */
function keptUp(kept: readonly Line[], incidents: readonly ShownIncident[]): readonly Line[] {
  const now = new Map(incidents.map((incident) => [placeOf(incident), incident]));
  const known = new Set(kept.map(({ incident }) => placeOf(incident)));
  const next = [
    ...kept.map(({ incident }) => {
      const present = now.get(placeOf(incident));
      return { incident: present ?? incident, over: present === undefined };
    }),
    ...incidents
      .filter((incident) => !known.has(placeOf(incident)))
      .map((incident) => ({ incident, over: false })),
  ];
  const same =
    next.length === kept.length &&
    next.every(({ incident, over }, at) => incident === kept[at]?.incident && over === kept[at].over);
  return same ? kept : next;
}

const placeOf = ({ about, id }: ShownIncident): string => about ?? id;

function Lines({ lines }: { readonly lines: readonly Line[] }) {
  const now = useNow(1_000);
  return (
    <ol>
      {lines.map(({ incident, over }) => (
        <IncidentLine key={placeOf(incident)} incident={incident} over={over} now={now} />
      ))}
    </ol>
  );
}

interface LineProperties extends Line {
  readonly now: number;
}

function IncidentLine({ incident, over, now }: LineProperties) {
  const { id, kind, title, why, advice, since, atLeast, seen, lead, code } = incident;
  const { tone, glyph } = incidentLooks[kind];
  const locked = useIsLocked();
  return (
    <li
      className={`incident ${over ? 'over' : tone}${seen ? ' seen' : ''}`}
      data-testid="incident"
      data-incident={id}
      data-kind={kind}
      data-code={code}
    >
      <Glyph shape={over ? 'check' : glyph} />
      <strong>{title}</strong>
      <span className="incident-since" title={`since ${clockOf(since).slice(0, 8)} ${timesZone()}`}>
        {over ? 'over' : `${atLeast ? 'at least ' : ''}${age(Math.max(0, now - since))}`}
      </span>
      <span className="incident-text">
        <ClampedText>
          {why} {advice}
        </ClampedText>
      </span>
      {lead !== undefined && !over && (!locked || lead.to === 'reconnect') && (
        <Button
          onPress={() => {
            follow(lead);
          }}
        >
          {lead.label}
        </Button>
      )}
    </li>
  );
}

function follow(lead: IncidentLead): void {
  if (lead.to === 'reconnect') reconnect();
  else if (lead.to === 'order') openOrder(lead.orderId);
  else if (lead.to === 'trading') openDeskDialog('trading', lead.scope);
  else showScreen(lead.to);
}

function Collapsed({ incidents }: { readonly incidents: readonly ShownIncident[] }) {
  return (
    <ol className="collapsed" aria-label={counted(incidents.length, 'incident')}>
      {incidents.map(({ id, kind, title }) => (
        <li key={id} className={`tone-${incidentLooks[kind].tone}`} data-incident={id}>
          <Glyph shape={incidentLooks[kind].glyph} />
          <b>{title}</b>
        </li>
      ))}
    </ol>
  );
}

interface SeenProperties {
  readonly incidents: readonly ShownIncident[];
  readonly collapsed: boolean;
}

/** Marks what the operator alone must see; then the bar can be made small, unless an alert waits on record. */
function SeenButton({ incidents, collapsed }: SeenProperties) {
  if (incidents.some(({ record, seen }) => record === 'none' && !seen)) {
    return <Button onPress={markSeen}>Seen</Button>;
  }
  const open = incidents.filter(({ record }) => record === 'open').length;
  return (
    <Button
      expanded={!collapsed}
      disabledReason={open === 0 ? undefined : 'Acknowledge the alerts first: their incidents stay in sight'}
      onPress={() => {
        collapseIncidents(!collapsed);
      }}
    >
      {collapsed ? 'Expand' : 'Collapse'}
    </Button>
  );
}

const linesMax = 3;
const low = window.matchMedia('(height < 560px)');

/** A low window, or one with large type, has room for one line. */
function useLinesThatFit(): number {
  const isLow = useSyncExternalStore(
    (changed) => {
      low.addEventListener('change', changed);
      return () => {
        low.removeEventListener('change', changed);
      };
    },
    () => low.matches,
  );
  return isLow ? 1 : linesMax;
}
