/** A producer of signals in a line. */
import type { ProducerView } from '../producers.ts';

export function producerWords({
  producer,
  strategies,
  accounts,
  ofOperator,
  works,
  oldUntil,
}: ProducerView): string {
  const parts = [
    `strategies ${strategies?.join(', ') ?? 'all'}`,
    `accounts ${accounts?.join(', ') ?? 'all'}`,
    ...(ofOperator === true ? ["in the operator's name"] : []),
    ...(works ? [] : ['taken no more: the operator is gone']),
    ...(oldUntil === undefined ? [] : [`the token before until ${oldUntil}`]),
  ];
  return `${producer}  ${parts.join('; ')}`;
}
