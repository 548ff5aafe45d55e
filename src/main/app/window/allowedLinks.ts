/** Pages outside the console that it may open in the system's browser. */

/** Hosts with explanations of the FIX tags that an order's detail shows. */
const allowedHosts: ReadonlySet<string> = new Set(['www.fixtrading.org', 'www.onixs.biz']);

export function isAllowedLink(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return protocol === 'https:' && allowedHosts.has(host) && username === '' && password === '';
}
