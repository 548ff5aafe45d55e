/** What a person does with alerts: acknowledges them, and mutes them for a while. */
import { ok } from '../../../../shared/kernel/result.ts';
import { formatMicros } from '../../../../shared/kernel/time.ts';
import { failed, faultOfRefusal, replied, settled } from '../../views/faultView.ts';
import type { CallContext, Handlers } from '../handlers.ts';

export function alertCalls({
  runtime,
  actor,
}: CallContext): Handlers<'acknowledgeAlerts' | 'muteAlerts' | 'unmuteAlerts'> {
  const { alerts, operators } = runtime.engine;
  return {
    acknowledgeAlerts: async ({ alertIds, reason }) => {
      // Orders may leave again once an alert that holds them is acknowledged.
      const held = alerts
        .open()
        .some(({ alertId, holdsOrders }) => holdsOrders && alertIds.includes(alertId));
      const admitted = held ? operators.admit(actor, 'acknowledgeAlerts', 'resume') : ok();
      return settled(admitted.ok ? await alerts.acknowledge(alertIds, { actor, reason }) : admitted);
    },
    muteAlerts: async ({ what, minutes, reason }) => {
      const muted = await alerts.mute(what, minutes, { actor, reason });
      return muted.ok ? replied({ until: formatMicros(muted.value) }) : failed(faultOfRefusal(muted.error));
    },
    unmuteAlerts: async ({ what, reason }) => settled(await alerts.unmute(what, { actor, reason })),
  };
}
