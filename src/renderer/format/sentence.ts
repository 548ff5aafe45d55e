/** Makes text for people from the engine's words. */
import { groupDecimal, roundTo } from './decimals.ts';
import { utcWords } from './times.ts';

/** Gives the words a capital letter. */
export function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** Makes a sentence from words that stand alone: with a capital letter and a full stop. */
export function sentence(words: string): string {
  const first = capital(words);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

/** The ticket's names for the fields of a signal. */
const fieldNames: Readonly<Record<string, string>> = {
  orderType: 'type',
  limitPrice: 'limit price',
  stopPrice: 'stop price',
  targetPrice: 'target price',
  takeProfit: 'take profit',
  stopLoss: 'stop loss',
  timeInForce: 'time in force',
  goodTill: 'good till',
  reduceOnly: 'reduce only',
};
const fields = new RegExp(`\\b(?:${Object.keys(fieldNames).join('|')})\\b`, 'g');
/** Finds numbers that are no part of an id, a date or a time. Numbers of up to four digits need no groups. */
const longNumbers = /(?<![\w.:/+-])\d{5,}(?:\.\d+)?(?![\w:/+-]|\.\d)/g;
const instants = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/g;
const percents = /(\d+\.\d{3,})(?= %)/g;

/**
 * The engine's message about an order, with numbers and names as the window writes them. The record keeps the exact
 * words.
 */
export function spoken(message: string): string {
  return message
    .replace(fields, (name) => fieldNames[name] ?? name)
    .replace(instants, (instant) => utcWords(instant))
    .replace(percents, (number) => roundTo(number, 2))
    .replace(longNumbers, (number) => groupDecimal(number));
}
