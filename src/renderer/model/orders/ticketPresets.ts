/** Presets of the ticket: a size or a type of order under a name, put into the fields at once. */
import { z } from 'zod';
import { orderTypes } from '../../../main/domain/order/orderTerms.ts';
import { tryDecimal, typedDecimal } from '../../format/decimals.ts';
import type { TicketForm } from './ticketForm.ts';

export const presetNameMax = 24;
/** One for each digit key but 0. */
export const presetsMax = 9;

/** An empty field leaves what is in the ticket. */
export const ticketPresetSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(presetNameMax),
    quantity: z.string().max(32),
    orderType: z.enum(orderTypes).or(z.literal('')),
  })
  .readonly();
export type TicketPreset = z.infer<typeof ticketPresetSchema>;

export const noPreset: TicketPreset = { name: '', quantity: '', orderType: '' };

/** Why the preset can't be kept beside the others; undefined when it can. */
export function whyNoPreset(preset: TicketPreset, others: readonly TicketPreset[]): string | undefined {
  const name = preset.name.trim();
  if (name === '') return 'Give a name';
  if (others.some((other) => other.name.toLowerCase() === name.toLowerCase())) {
    return `There is a preset "${name}" already`;
  }
  const problem = quantityProblem(preset.quantity);
  if (problem !== undefined) return problem;
  if (preset.quantity.trim() === '' && preset.orderType === '') return 'Give a quantity or a type';
  return others.length < presetsMax
    ? undefined
    : `There are ${presetsMax} presets, and no more are kept: remove one first`;
}

/** What is wrong with a typed quantity; undefined when it is empty or above zero. */
export function quantityProblem(text: string): string | undefined {
  if (text.trim() === '') return undefined;
  const quantity = tryDecimal(typedDecimal(text));
  if (quantity !== undefined && quantity > 0n) return undefined;
  return `"${text.trim()}" is no quantity: expected a number above zero, such as 10 or 2.5`;
}

/** What the preset changes in the ticket. */
export function changeOf({ quantity, orderType }: TicketPreset): Partial<TicketForm> {
  return {
    ...(quantity !== '' && { quantity }),
    ...(orderType !== '' && { orderType }),
  };
}
