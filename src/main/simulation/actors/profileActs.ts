/** What administrators do to the profiles of a run: they make those that are missing, and change them. */
import { roles } from '../../../shared/kernel/roles.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { Prng } from '../machine/prng.ts';
import { passwordOf, type People, type Profile } from './people.ts';
import type { SimulatedDoor } from './simulatedDoor.ts';

export interface ProfileTools {
  readonly random: Prng;
  readonly people: People;
  readonly door: SimulatedDoor;
}

export class ProfileActs {
  private readonly tools: ProfileTools;

  constructor(tools: ProfileTools) {
    this.tools = tools;
  }

  /** Makes the profiles that are missing, and lets people in. Called once a second. */
  tend(engine: Engine): void {
    const { people } = this.tools;
    const known = engine.operators.all();
    const missing = people.wanted.filter(({ name }) => !known.has(name));
    const next = known.size === 0 ? missing.slice(0, 1) : missing;
    for (const profile of next) this.add(engine, profile);
    people.logIn(engine);
  }

  /** Changes the role or the password of somebody, or takes the profile away. */
  change(engine: Engine): void {
    const { random, people, door } = this.tools;
    if (people.wanted.length === 0) return;
    const { name } = random.pick(people.wanted);
    const role = random.pick(roles);
    const about = { operator: name };
    const logins = people.loginsAt(engine);
    const right = 'administer';
    const kind = random.pick(['role', 'role', 'password', 'remove'] as const);
    switch (kind) {
      case 'role':
        door.do(engine, {
          what: `make ${name} ${role}`,
          right,
          run: ({ actor, reason }) =>
            engine.operators.change({ ...about, type: 'changeRole', role, reason }, actor),
        });
        break;
      case 'password':
        door.do(engine, {
          what: `password of ${name}`,
          right,
          run: ({ actor, reason }) =>
            logins.changeWithPassword({ ...about, type: 'changePassword', reason }, passwordOf(name), actor),
        });
        break;
      case 'remove':
        door.do(engine, {
          what: `remove ${name}`,
          right,
          run: ({ actor, reason }) => engine.operators.change({ ...about, type: 'remove', reason }, actor),
        });
        break;
    }
  }

  private add(engine: Engine, { name, role }: Profile): void {
    const { people, door } = this.tools;
    door.do(engine, {
      what: `add ${name}`,
      right: 'administer',
      run: ({ actor, reason }) =>
        people
          .loginsAt(engine)
          .changeWithPassword({ type: 'add', operator: name, role, reason }, passwordOf(name), actor),
    });
  }
}
