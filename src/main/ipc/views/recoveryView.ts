/** Orders in doubt as the window's contract has them. */
import type { InDoubtOrder as InDoubtOrderView } from '../../../shared/contract/recovery.ts';
import type { InDoubtOrder } from '../../engine/commands/inDoubtOrders.ts';

export function inDoubtView(order: InDoubtOrder): InDoubtOrderView {
  const { evidence, ...rest } = order;
  return {
    ...rest,
    evidence: evidence.map(({ subject, attempt, answer, detail, askedAt }) => ({
      subject,
      attempt,
      answer,
      detail,
      askedAt,
    })),
  };
}
