/** What the window is told about the link to other programs, and their requests to the window. */
import type { ProgramAsk, ProgramLink, ProgramsView } from '../../../shared/contract/programs.ts';
import { assertNever } from '../../../shared/kernel/invariant.ts';
import type { BridgeLink } from '../../infra/fdc3/bridgeLink.ts';
import type { Delivery } from '../../infra/fdc3/bridgeClient.ts';

export function linkView(link: BridgeLink): ProgramLink {
  switch (link.status) {
    case 'off':
      return { status: 'off' };
    case 'connected': {
      const { status, port, name, agents, sinceMs } = link;
      return {
        status,
        port,
        name: bounded(name),
        agents: agents.slice(0, agentsShownMax).map(bounded),
        sinceMs,
      };
    }
    case 'looking':
    case 'greeting':
    case 'pausing':
      return {
        status: 'looking',
        ...(link.after !== undefined && { after: link.after }),
        ...(link.status === 'pausing' && { againAtMs: link.untilMs }),
      };
    default:
      return assertNever(link);
  }
}

const agentsShownMax = 20;
const nameLengthMax = 80;

function bounded(name: string): string {
  return name.length > nameLengthMax ? `${name.slice(0, nameLengthMax)}…` : name;
}

/** The delivery in words. */
export function wordsOf({ kind, facts }: Delivery): string {
  const what =
    facts === undefined || facts.kind === 'malformed'
      ? undefined
      : facts.kind === 'instrument'
        ? `instrument ${facts.ids.ticker ?? facts.name ?? 'without a ticker'}`
        : `${facts.type}${facts.name === undefined ? '' : ` ${facts.name}`}`;
  if (kind === 'context') return what ?? 'nothing';
  const asked = kind === 'open' ? 'open the console' : 'ViewOrders';
  return what === undefined ? asked : `${asked} with ${what}`;
}

/** The request that the window must judge; undefined where it has nothing to do. */
export function askOf({ kind, facts, from }: Delivery, id: number): ProgramAsk | undefined {
  const instrument =
    facts?.kind === 'instrument'
      ? { ids: facts.ids, ...(facts.name !== undefined && { name: facts.name }) }
      : undefined;
  if (kind !== 'ViewOrders' && instrument === undefined) return undefined;
  return {
    id,
    wants: kind === 'ViewOrders' ? 'orders' : 'symbol',
    ...(instrument !== undefined && { instrument }),
    from,
  };
}

export type LastDelivery = NonNullable<ProgramsView['last']>;
