import { ids } from '../../kernel/testing/ids.ts';
import type { AlertView } from '../status.ts';

/** An open alert that holds no orders. */
export const sampleAlert: AlertView = {
  alertId: ids.alert('a'),
  kind: 'overfill',
  severity: 'critical',
  cause: 'a',
  message: 'm',
  advice: 'a',
  raisedAt: '2026-11-23T10:00:00.000000Z',
  lastAt: '2026-11-23T10:00:00.000000Z',
  times: 1,
  timesBefore: 0,
  holdsOrders: false,
};
