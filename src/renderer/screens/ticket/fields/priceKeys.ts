/** The keys that copy a market price into a price field. */
const priceKeys = { b: 'bid', a: 'ask', l: 'last' } as const;
export type PriceName = (typeof priceKeys)[keyof typeof priceKeys];

const isPriceKey = (key: string): key is keyof typeof priceKeys => key in priceKeys;

/** The price that the key takes; undefined for any other key. */
export function priceByKey(key: string): PriceName | undefined {
  const low = key.toLowerCase();
  return isPriceKey(low) ? priceKeys[low] : undefined;
}

export function priceKeyOf(name: PriceName): string {
  return name.charAt(0);
}
