/** Tells the main window's page that this is the first start of the console on its data. */
const parameter = '?first';

export function firstStartUrl(home: string): string {
  return `${home}${parameter}`;
}

/** `query` is that of the page's address. */
export function isFirstStart(query: string): boolean {
  return query === parameter;
}
