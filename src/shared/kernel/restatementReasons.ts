/** Why a venue changes an order by itself: the meanings of FIX's ExecRestatementReason (tag 378). */
export const restatementReasons: Readonly<Record<string, string>> = {
  0: 'corporate action',
  1: 'renewal of a good-till order',
  2: 'verbal change',
  3: 'repricing',
  4: 'broker option',
  5: 'part of the quantity declined',
  6: 'cancel on trading halt',
  7: 'cancel on system failure',
  8: 'market option',
  9: 'canceled, not best',
  10: 'warehouse recap',
  99: 'other',
};
