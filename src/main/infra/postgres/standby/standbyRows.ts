/** What standbys and the holder of the lease tell each other, in rows of the record. Every function throws RecordError. */
import type { WaitingStandby } from '../../../domain/lease/waitingStandby.ts';
import type { Session } from '../recordLink.ts';
import { thisMachine } from '../postgresLink.ts';

/** Seconds after which a standby that says nothing counts as gone; by PostgreSQL's clock alone. */
const goneAfterSeconds = 5;
const forgottenAfterSeconds = 60;

export async function tellStandby(
  session: Session,
  id: string,
  { host, pid, since, position, reaches }: WaitingStandby,
): Promise<void> {
  await session.ask({
    name: 'standby',
    text: `INSERT INTO breakwater.standby VALUES ($1, $2, $3, $4, $5::bigint, $6, clock_timestamp())
      ON CONFLICT (id) DO UPDATE SET position = excluded.position, reaches = excluded.reaches, at = excluded.at`,
    values: [id, host, pid, since, position, reaches],
  });
}

/** Removes the row of a standby that waits no more, and those of standbys that are long gone. */
export async function forgetStandby(session: Session, id: string): Promise<void> {
  await session.ask({
    text: `DELETE FROM breakwater.standby
      WHERE id = $1 OR at < clock_timestamp() - make_interval(secs => ${forgottenAfterSeconds})`,
    values: [id],
  });
}

/** The standbys that wait now, the one that is farthest along first. */
export async function standbysOf(session: Session): Promise<readonly WaitingStandby[]> {
  const { rows } = await session.ask<WaitingStandby>({
    text: `SELECT host, pid, since, position, reaches FROM breakwater.standby
      WHERE at > clock_timestamp() - make_interval(secs => ${goneAfterSeconds}) ORDER BY position DESC, since`,
  });
  return rows;
}

/** Says whether this process, as the holder of the lease, reaches no venue. */
export async function tellCutOff(session: Session, isCutOff: boolean): Promise<void> {
  await session.ask({
    text: 'UPDATE breakwater.writer SET cut_off = $1 WHERE machine = $2 AND pid = $3 AND cut_off <> $1',
    values: [isCutOff, thisMachine, process.pid],
  });
}

export async function isHolderCutOff(session: Session): Promise<boolean> {
  const { rows } = await session.ask<{ cutOff: boolean }>({
    text: 'SELECT cut_off AS "cutOff" FROM breakwater.writer',
  });
  return rows[0]?.cutOff === true;
}
