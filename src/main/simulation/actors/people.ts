/**
 * The people of a run, and the session of each at a door of the running engine. A session ends with its engine, and
 * everybody logs in again at the next one.
 */
import type { Actor } from '../../../shared/kernel/ids.ts';
import { ok } from '../../../shared/kernel/result.ts';
import { holds, type Right, type Role } from '../../../shared/kernel/roles.ts';
import type { Door } from '../../domain/desk/operatorEvents.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { DoorSession } from '../../engine/operators/doorSession.ts';
import { Logins } from '../../engine/operators/logins.ts';
import type { PasswordVault } from '../../engine/ports.ts';
import type { Prng } from '../machine/prng.ts';
import type { SimulatedTime } from '../machine/simulatedTime.ts';

export interface Profile {
  readonly name: string;
  /** The role with which the profile is made. It may get another one later. */
  readonly role: Role;
  readonly door: Door;
}

/** The first is added while there is no operator, by whoever owns the machine. */
const desk: readonly Profile[] = [
  { name: 'ada', role: 'administrator', door: 'window' },
  { name: 'rita', role: 'risk_officer', door: 'window' },
  { name: 'rolf', role: 'risk_officer', door: 'control' },
  { name: 'tom', role: 'trader', door: 'window' },
  { name: 'tina', role: 'trader', door: 'control' },
  { name: 'vera', role: 'viewer', door: 'window' },
];

/** The user of the machine, who acts while the desk has no operators. */
const user = 'simulated';

export const passwordOf = (name: string): string => `the password of ${name}`;

export interface PeopleTools {
  readonly random: Prng;
  readonly time: SimulatedTime;
  /** The desk has operators of every role; otherwise one person does everything. */
  readonly hasOperators: boolean;
  /** Called when a login threw. That is a bug, unless its process died. */
  readonly onError: (engine: Engine, what: string, error: unknown) => void;
}

interface Doors {
  readonly engine: Engine;
  readonly logins: Logins;
  readonly sessions: ReadonlyMap<string, DoorSession>;
  readonly entering: Set<string>;
  /** Who has used a right at this engine. */
  readonly used: Map<Right, Set<Actor>>;
  /** Nobody logs in here. */
  readonly unattended: DoorSession;
}

export class People {
  /** The profiles that the desk is to have. */
  readonly wanted: readonly Profile[];
  private readonly tools: PeopleTools;
  private readonly vault = passwordVault();
  private doors: Doors | undefined;

  constructor(tools: PeopleTools) {
    this.tools = tools;
    this.wanted = tools.hasOperators ? desk : [];
  }

  loginsAt(engine: Engine): Logins {
    return this.doorsOf(engine).logins;
  }

  /**
   * A person who may act. With that chance it is a person who did so before and may not any more; where there is none,
   * it is anybody, perhaps without the right.
   */
  pick(
    engine: Engine,
    right: Right,
    strangerChance: number,
    random: Prng = this.tools.random,
  ): Actor | undefined {
    const { sessions, unattended, used } = this.doorsOf(engine);
    const present = [...sessions.values(), unattended].map(({ actor }) => actor);
    const isAble = (actor: Actor): boolean => holds(engine.operators.standingOf(actor), right);
    const users = used.get(right) ?? new Set();
    if (random.chance(strangerChance)) {
      const former = present.filter((actor) => users.has(actor) && !isAble(actor));
      return random.pick(former.length === 0 ? present : former);
    }
    const able = present.filter(isAble);
    if (able.length === 0) return undefined;
    const actor = random.pick(able);
    used.set(right, users.add(actor));
    return actor;
  }

  /** Lets everybody in who has a profile and no session. */
  logIn(engine: Engine): void {
    const { sessions, entering } = this.doorsOf(engine);
    for (const [name, session] of sessions) {
      if (!engine.operators.all().has(name) || entering.has(name)) continue;
      if (session.view().login === 'in') continue;
      entering.add(name);
      session
        .enter(name, passwordOf(name))
        .catch((error: unknown) => this.tools.onError(engine, `login of ${name}`, error))
        .finally(() => entering.delete(name));
    }
  }

  private doorsOf(engine: Engine): Doors {
    if (this.doors?.engine === engine) return this.doors;
    const logins = new Logins({
      operators: engine.operators,
      vault: this.vault,
      clock: this.tools.time,
      settings: () => engine.configuration.operators,
      record: (event, actor) => engine.record(event, actor),
      user,
    });
    const sessions = new Map(this.wanted.map(({ name, door }) => [name, logins.open(door)]));
    const unattended = logins.open('window');
    this.doors = { engine, logins, sessions, entering: new Set(), unattended, used: new Map() };
    return this.doors;
  }
}

/** Keeps every password, so that those of a store that was rolled back are there too. */
function passwordVault(): PasswordVault {
  const passwords = new Map<string, string>();
  let next = 1;
  return {
    keep(password) {
      const fingerprint = `fingerprint-${next++}`;
      passwords.set(fingerprint, password);
      return Promise.resolve(ok(fingerprint));
    },
    compare: (password, fingerprint = '') =>
      Promise.resolve(passwords.get(fingerprint) === password ? 'same' : 'other'),
    retain: () => Promise.resolve(),
    newToken: () => `token-${next++}`,
  };
}
