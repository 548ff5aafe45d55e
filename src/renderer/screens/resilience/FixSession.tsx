/** A session of a FIX venue: its state, numbers, last messages and hours. A held session is released here. */
import { useState } from 'react';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { FixSessionName, FixSessionView } from '../../../shared/contract/fix.ts';
import { fixPhaseWords, fixSessionOwner } from '../../../shared/contract/words/fixSessionWords.ts';
import { fixTypeName } from '../../../shared/contract/words/fixWords.ts';
import { groupInteger } from '../../format/decimals.ts';
import { age, ageOf, clockTime, zonedTime, timesZone } from '../../format/times.ts';
import { releaseFixSession } from '../../store/actions.ts';
import { useWhyNoCommand } from '../../store/desk/entryGate.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { reasonsFor } from '../../store/reasons.ts';
import { ReasonDialog } from '../../ui/dialogs/ReasonDialog.tsx';
import { StateWord } from '../../ui/display/StateWord.tsx';
import { useNow } from '../../ui/useNow.ts';
import { VenueFact } from './VenueFact.tsx';
import { FixPassword } from './FixPassword.tsx';

interface Properties {
  readonly venue: VenueId;
  readonly name: FixSessionName;
  readonly session: FixSessionView;
  /** Shown in place of the reason why the session is not logged on. */
  readonly children?: React.ReactNode;
}

export function FixSession({ venue, name, session, children }: Properties) {
  const now = useNow(1_000);
  const { phase, why, passwordKept, nextOut, nextIn, lastOut, lastIn, schedule } = session;
  return (
    <section
      className="fix-session"
      data-testid={testIds[name]}
      data-phase={phase}
      aria-label={`FIX session of ${fixSessionOwner({ venue, session: name })}`}
    >
      <h3>
        {name === 'orders' ? 'FIX session' : 'Drop copy'} <PhaseWord phase={phase} />
      </h3>
      {children ?? (why !== undefined && <p>{why}</p>)}
      <dl className="facts">
        <VenueFact name="next out" value={groupInteger(nextOut)} />
        <VenueFact name="expected in" value={groupInteger(nextIn)} />
        <VenueFact name="last out" value={lastWords(lastOut, now)} />
        <VenueFact name="last in" value={lastWords(lastIn, now)} />
        {schedule === undefined ? (
          <VenueFact name="hours" value="always" />
        ) : (
          <>
            <VenueFact name="hours" value={`${schedule.start} to ${schedule.end} ${schedule.timeZone}`} />
            <VenueFact name="opens next" value={bothTimes(schedule.opensAt, schedule.timeZone)} />
            <VenueFact name="closes" value={bothTimes(schedule.closesAt, schedule.timeZone)} />
          </>
        )}
      </dl>
      <div className="buttons">
        <Release venue={venue} name={name} session={session} />
        {passwordKept !== undefined && <FixPassword venue={venue} kept={passwordKept} />}
      </div>
    </section>
  );
}

const testIds: Readonly<Record<FixSessionName, string>> = {
  orders: 'fix-session',
  drop_copy: 'drop-copy-session',
};

function PhaseWord({ phase }: Pick<FixSessionView, 'phase'>) {
  if (phase === 'logged_on') {
    return (
      <StateWord glyph="check" tone="ok">
        {fixPhaseWords[phase]}
      </StateWord>
    );
  }
  return (
    <StateWord glyph={phase === 'held' ? 'cross' : 'clock'} tone={phase === 'held' ? 'bad' : 'wait'}>
      {fixPhaseWords[phase]}
    </StateWord>
  );
}

function lastWords(message: FixSessionView['lastIn'], now: number): string {
  if (message === undefined) return 'none yet';
  const { msgType, seqNum, time } = message;
  return `${fixTypeName(msgType)} ${groupInteger(seqNum)}, ${age(ageOf(time, now))} ago (${clockTime(time)} ${timesZone()})`;
}

/** The instant in the venue's time zone and in the desk's own. */
function bothTimes(instant: string | undefined, timeZone: string): string {
  if (instant === undefined) return 'not known';
  return `${zonedTime(instant, timeZone)}, here ${zonedTime(instant)}`;
}

function Release({ venue, name, session }: Omit<Properties, 'children'>) {
  const [asking, setAsking] = useState(false);
  const whyNoCommand = useWhyNoCommand('settle');
  const notHeld = session.phase === 'held' ? undefined : 'The session is not held';
  const disabledReason = whyNoCommand ?? notHeld;
  const owner = fixSessionOwner({ venue, session: name });
  return (
    <>
      <Button
        look={disabledReason === undefined ? 'primary' : 'plain'}
        disabledReason={disabledReason}
        onPress={() => {
          setAsking(true);
        }}
      >
        Release…
      </Button>
      {asking && (
        <ReasonDialog
          reasons={reasonsFor('upkeep')}
          title={`Release the FIX session of ${owner}`}
          confirm={`Release ${owner}`}
          onConfirm={(reason) => releaseFixSession({ venue, session: name, reason })}
          onClose={() => {
            setAsking(false);
          }}
        >
          <p>{session.why}</p>
          <p>
            The session logs on again, with {groupInteger(session.nextOut)} as its next number, and expects{' '}
            {groupInteger(session.nextIn)}. No number is changed. First agree with the venue: where the two
            sides still disagree, the session is held again, and the attempt has used up a number.
          </p>
        </ReasonDialog>
      )}
    </>
  );
}
