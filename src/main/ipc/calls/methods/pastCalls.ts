/** Queries about the desk as it stood. They only read. */
import type { DeskAt } from '../../../engine/past/deskAt.ts';
import type { DeskDifference } from '../../../engine/past/deskDifference.ts';
import type { PastAnswer } from '../../../engine/past/pastDesk.ts';
import type { DeskAtView, DeskDifferenceView } from '../../../../shared/contract/past.ts';
import { alertView, muteView } from '../../views/alertViews.ts';
import { orderQueryOf } from '../../views/orderQueryOf.ts';
import { replied } from '../../views/faultView.ts';
import type { CallContext, Handlers } from '../handlers.ts';

type Methods = 'getDeskAt' | 'queryOrdersAt' | 'compareDesk';

export function pastCalls({ runtime }: CallContext): Handlers<Methods> {
  const { past } = runtime;
  return {
    getDeskAt: async ({ position }) => replied(mapped(await past.deskAt(position), deskView)),
    queryOrdersAt: async ({ filter, ...rest }) => {
      const found = await past.ordersAt({ ...rest, ...orderQueryOf({ filter }) });
      return replied(mapped(found, ({ rows, total }) => ({ rows: [...rows], total })));
    },
    compareDesk: async (comparison) => replied(mapped(await past.compare(comparison), differenceView)),
  };
}

function mapped<Value, View>(answer: PastAnswer<Value>, view: (value: Value) => View): PastAnswer<View> {
  return answer.done ? { done: true, value: view(answer.value) } : answer;
}

function deskView(desk: DeskAt): DeskAtView {
  const { scopes, kills, strategies, consoles, venues, positions, limits, alerts, mutes, orders } = desk;
  return {
    ...desk,
    scopes: [...scopes],
    kills: [...kills],
    strategies: [...strategies],
    consoles: [...consoles],
    venues: [...venues],
    positions: [...positions],
    limits: [...limits],
    alerts: alerts.map((alert) => alertView(alert)),
    mutes: mutes.map(muteView),
    orders: { ...orders },
  };
}

function differenceView(difference: DeskDifference): DeskDifferenceView {
  const { orders, positions, states, alertsRaised, alertsOver } = difference;
  return {
    ...difference,
    orders: [...orders],
    positions: [...positions],
    states: [...states],
    alertsRaised: alertsRaised.map((alert) => alertView(alert)),
    alertsOver: alertsOver.map((alert) => alertView(alert)),
  };
}
