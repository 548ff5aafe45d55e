/** An address on the network as people write it: `desk.example:7443`, `10.0.0.7:7443`, `[::1]:7443`. */

export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

export const hostAndPortExpected = 'expected HOST:PORT, such as desk.example:7443 or [::1]:7443';

export function parseHostAndPort(text: string): HostAndPort | undefined {
  const found = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/.exec(text);
  const host = found?.[1] ?? found?.[2];
  const port = Number(found?.[3]);
  return host === undefined || port > 65_535 ? undefined : { host, port };
}
