/** Knows from the events alone who had which role at which time. */
import { personOf } from '../../../shared/kernel/ids.ts';
import { holds, type Right, type Role, type Standing } from '../../../shared/kernel/roles.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';

type Roles = ReadonlyMap<string, Role>;

export class RoleHistory {
  /** The roles from a position on, oldest first. */
  private readonly history: { readonly from: number; readonly roles: Roles }[] = [
    { from: 0, roles: new Map() },
  ];

  apply(event: StoredEvent): void {
    const roles = new Map(this.history.at(-1)?.roles);
    if (event.type === 'OperatorAdded') roles.set(event.data.operator, event.data.role);
    else if (event.type === 'OperatorRoleChanged') roles.set(event.data.operator, event.data.to);
    else if (event.type === 'OperatorRemoved') roles.delete(event.data.operator);
    else return;
    this.history.push({ from: event.position, roles });
  }

  /** What the person was, at some time since the position, oldest first. While there are no roles, anybody is all. */
  standings(actor: string, since: number): readonly Standing[] {
    const first = this.history.findLastIndex(({ from }) => from <= since);
    const name = personOf(actor) ?? '';
    return this.history
      .slice(Math.max(0, first))
      .map(({ roles }) => (roles.size === 0 ? 'administrator' : (roles.get(name) ?? 'nobody')));
  }

  /** Whether the person had the right at some time since the position. */
  had(actor: string, right: Right, since: number): boolean {
    return this.standings(actor, since).some((standing) => holds(standing, right));
  }
}
