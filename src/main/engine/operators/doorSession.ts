/** Who stands at a door now: a person who has logged in, nobody, or this machine's user where nobody logs in. */
import { personActor, personOf, type Actor } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { Standing } from '../../../shared/kernel/roles.ts';
import { epochMicros, formatMicros, type EpochMicros } from '../../../shared/kernel/time.ts';
import type { Door, SessionEnd } from '../../domain/desk/operatorEvents.ts';
import type { DeskEvent } from '../../domain/desk/deskEvents.ts';
import { nobodyName, type Operator } from '../../domain/operator/operators.ts';
import type { OperatorSettings } from '../configuration.ts';
import type { Clock } from '../ports.ts';
import type { OperatorControl } from './operatorBook.ts';

/** A login. It counts for some hours, and only while the profile has the same password. */
export interface Login {
  readonly operator: string;
  readonly credential: string;
  readonly atMs: number;
  /** On the wall clock, which goes on while the machine sleeps, where the monotonic clock may stand still. */
  readonly at: EpochMicros;
}

/** Checks passwords for sessions, and keeps logins for other connections. */
interface LoginDesk {
  check(door: Door, operator: string, password: string): Promise<Result<Operator, Refusal>>;
  /** Keeps the login, and returns the token under which it is kept. */
  keep(login: Login): string;
  keptUnder(token: string): Login | undefined;
  /** Ends the login at every connection that has resumed it. */
  forget(login: Login): void;
  isForgotten(login: Login): boolean;
}

export interface SessionDependencies {
  readonly operators: OperatorControl;
  readonly clock: Clock;
  /** The settings in force. */
  readonly settings: () => OperatorSettings;
  /** Appends to the `desk` stream. */
  readonly record: (event: DeskEvent, actor: Actor) => Promise<unknown>;
  /** The name of this machine's user. */
  readonly user: string;
}

export interface SessionView {
  /** The name of the person; `nobody` where nobody has logged in. */
  readonly operator: string;
  readonly standing: Standing;
  /** `not_asked`: the desk has no operators, and asks for no password. */
  readonly login: 'not_asked' | 'in' | 'out';
  /** When the session ends at the latest, UTC; present while somebody is logged in. */
  readonly endsAt?: string;
}

/** The place of a console of another process. */
export interface SessionPlace {
  /** The name in the certificate of a console on another machine. */
  readonly certificate?: string;
  /** Names the console in the audit trail. */
  readonly console?: string;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export class DoorSession {
  readonly door: Door;
  private readonly dependencies: SessionDependencies & { readonly logins: LoginDesk };
  private readonly place: SessionPlace;
  private login: Login | undefined;
  private activeMs = 0;
  private activeAt: EpochMicros;

  constructor(
    door: Door,
    dependencies: SessionDependencies & { readonly logins: LoginDesk },
    place: SessionPlace = {},
  ) {
    this.door = door;
    this.place = place;
    this.dependencies = dependencies;
    this.activeAt = dependencies.clock.now();
  }

  get actor(): Actor {
    const { operators, user } = this.dependencies;
    if (operators.all().size === 0) return personActor(user, this.door);
    const login = this.current();
    return login === undefined ? personActor(nobodyName, this.door) : personActor(login.operator, this.door);
  }

  view(): SessionView {
    const { operators, settings } = this.dependencies;
    const { actor } = this;
    const operator = personOf(actor) ?? actor;
    const standing = operators.standingOf(actor);
    if (operators.all().size === 0) return { operator, standing, login: 'not_asked' };
    if (this.login === undefined) return { operator, standing, login: 'out' };
    const ends = epochMicros(this.login.at + settings().sessionHoursMax * hourMs * 1_000);
    return { operator, standing, login: 'in', endsAt: formatMicros(ends) };
  }

  /** Logs the person in, and whoever was logged in before out. Refusals: those of Logins.check. */
  async enter(operator: string, password: string): Promise<Result<void, Refusal>> {
    const { logins, clock, record } = this.dependencies;
    const checked = await logins.check(this.door, operator, password);
    if (!checked.ok) return checked;
    this.end('asked');
    const { name, credential } = checked.value;
    this.begin({ operator: name, credential, atMs: clock.monotonicMs(), at: clock.now() });
    const { door, place } = this;
    const { certificate } = place;
    const data = {
      operator: name,
      door,
      ...(certificate !== undefined && { certificate }),
      ...consoleOf(place),
    };
    void record({ type: 'OperatorLoggedIn', data }, personActor(name, this.door));
    return ok();
  }

  /** A token under which another connection may resume this login; undefined where nobody is logged in. */
  keep(): string | undefined {
    const login = this.current();
    return login && this.dependencies.logins.keep(login);
  }

  /** Resumes a login that was kept. Refusal: `session_over`. */
  resume(token: string): Result<void, Refusal> {
    const login = this.dependencies.logins.keptUnder(token);
    if (login !== undefined) this.begin(login);
    if (login !== undefined && this.current() !== undefined) return ok();
    return err({ code: 'session_over', message: 'the session is over; log in again' });
  }

  /** Notes that the person did something; a window without activity locks after a while. */
  touch(): void {
    if (this.current() === undefined) return;
    this.activeMs = this.dependencies.clock.monotonicMs();
    this.activeAt = this.dependencies.clock.now();
  }

  end(why: SessionEnd): void {
    const { login, door } = this;
    const { logins } = this.dependencies;
    this.login = undefined;
    // The connection at which the login ended has recorded that already.
    if (login === undefined || logins.isForgotten(login)) return;
    logins.forget(login);
    const data = { operator: login.operator, door, why, ...consoleOf(this.place) };
    void this.dependencies.record({ type: 'OperatorLoggedOut', data }, personActor(login.operator, door));
  }

  private begin(login: Login): void {
    this.login = login;
    this.activeMs = this.dependencies.clock.monotonicMs();
    this.activeAt = this.dependencies.clock.now();
  }

  private current(): Login | undefined {
    if (this.login !== undefined && this.dependencies.logins.isForgotten(this.login)) this.login = undefined;
    const why = this.login && this.whyEnded(this.login);
    if (why !== undefined) this.end(why);
    return this.login;
  }

  private whyEnded(login: Login): SessionEnd | undefined {
    const over = whyOver(login, this.dependencies);
    if (over !== undefined) return over;
    const idleMs = sinceMs(this.dependencies.clock, this.activeMs, this.activeAt);
    const { idleMinutesMax } = this.dependencies.settings();
    return this.door === 'window' && idleMs >= idleMinutesMax * minuteMs ? 'idle' : undefined;
  }
}

function consoleOf({ console }: SessionPlace): Pick<SessionPlace, 'console'> {
  return console === undefined ? {} : { console };
}

/** Why a login counts no more, wherever it is used; undefined while it counts. */
export function whyOver(
  { operator, credential, atMs, at }: Login,
  { operators, settings, clock }: Pick<SessionDependencies, 'operators' | 'settings' | 'clock'>,
): 'changed' | 'over' | undefined {
  if (operators.all().get(operator)?.credential !== credential) return 'changed';
  return sinceMs(clock, atMs, at) >= settings().sessionHoursMax * hourMs ? 'over' : undefined;
}

function sinceMs(clock: Clock, ms: number, at: EpochMicros): number {
  return Math.max(clock.monotonicMs() - ms, (clock.now() - at) / 1_000);
}
