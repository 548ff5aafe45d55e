/** Certificates of one desk, its engine and its consoles, with their keys: worth nothing outside the tests. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const pems = {
  /** The authority of the desk, and of its consoles. */
  desk: {
    certificate: `-----BEGIN CERTIFICATE-----
MIIBmTCCAT+gAwIBAgIULF8cqEIdB4G1Zwn0GDumv72qy8IwCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwORGVzayBhdXRob3JpdHkwIBcNMjYxMTMwMTkzMjU5WhgPMjEy
NjExMDYxOTMyNTlaMBkxFzAVBgNVBAMMDkRlc2sgYXV0aG9yaXR5MFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEHmaio9urLcUTifIg9h6hoLEjELs6CkH3MuHAtk4q
9CoXqqQN3KMUMM6LUiq3mikVzAVtGb4QnPFKj7V1mwMpd6NjMGEwHQYDVR0OBBYE
FISwh9vWuhTwdgpDRa9cGjQF4aAvMB8GA1UdIwQYMBaAFISwh9vWuhTwdgpDRa9c
GjQF4aAvMA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQDAgEGMAoGCCqGSM49
BAMCA0gAMEUCIDl+tfhPJJpk7REDE4ijWY7SZ7p8p4TydbcIqJPvkCPzAiEA9EvE
JHdNNm+9mPL7JPd9P4OUEtQNrDwLzQLCgQmLPLQ=
-----END CERTIFICATE-----
`,
    key: '',
  },
  /** The engine, for `localhost` and 127.0.0.1. */
  engine: {
    certificate: `-----BEGIN CERTIFICATE-----
MIIBojCCAUegAwIBAgIUT4V2Atc6G3mEAv4CRq3/O1zpP6wwCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwORGVzayBhdXRob3JpdHkwIBcNMjYxMTMwMTkzMjU5WhgPMjEy
NjExMDYxOTMyNTlaMBExDzANBgNVBAMMBmVuZ2luZTBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABOex/gkCJ4kRlt9QgKX4dsm6bjmDZ06oyR7phnBl8RfzqCp1Zn4J
fYRJSY5jPT0G54t4GJWajmaihdxjXDXN7WGjczBxMBoGA1UdEQQTMBGCCWxvY2Fs
aG9zdIcEfwAAATATBgNVHSUEDDAKBggrBgEFBQcDATAdBgNVHQ4EFgQUBXwukg63
zYzcDKgxcvg71LV3MBYwHwYDVR0jBBgwFoAUhLCH29a6FPB2CkNFr1waNAXhoC8w
CgYIKoZIzj0EAwIDSQAwRgIhAILLxdXqan6U5BoShlBVx0ORMiIexpN9fjJMIaBd
K1TbAiEAn6xnR9Q+WylCNzA19Uk2iCNy8A1AIUGVy2bFqwk36cI=
-----END CERTIFICATE-----
`,
    key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgnqKJsQfZObPCFuzQ
Hja5rs3Q94H80nQdF5L9mSILeOahRANCAATnsf4JAieJEZbfUICl+HbJum45g2dO
qMke6YZwZfEX86gqdWZ+CX2ESUmOYz09BueLeBiVmo5mooXcY1w1ze1h
-----END PRIVATE KEY-----
`,
  },
  /** A console. */
  console: {
    certificate: `-----BEGIN CERTIFICATE-----
MIIBijCCATCgAwIBAgIUT4V2Atc6G3mEAv4CRq3/O1zpP60wCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwORGVzayBhdXRob3JpdHkwIBcNMjYxMTMwMTkzMjU5WhgPMjEy
NjExMDYxOTMyNTlaMBYxFDASBgNVBAMMC2NvbnNvbGUtb25lMFkwEwYHKoZIzj0C
AQYIKoZIzj0DAQcDQgAEQxGcdHTZVGn8JjAgvZCCXvxDaLUJCGg1ZG01tnACbeZU
nNdimIWXZJLHqXcV4cqmjq55djCWmsP95OxttzSdv6NXMFUwEwYDVR0lBAwwCgYI
KwYBBQUHAwIwHQYDVR0OBBYEFNHX5+SYF9IRIhBCoptA+andTHv9MB8GA1UdIwQY
MBaAFISwh9vWuhTwdgpDRa9cGjQF4aAvMAoGCCqGSM49BAMCA0gAMEUCIQDeCdCS
L9N5vM5fL1P8Hugsen6Z95uMaJpFGikKOhYq/gIgE/eD6tH/VuRpZxPk1xroeDlT
rmpcyY3PTmFlMJ0k/sw=
-----END CERTIFICATE-----
`,
    key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgFqYD1hFtvlfuTpPP
BVKObEz8nWI4YE/o7CjHwCIY32ehRANCAARDEZx0dNlUafwmMCC9kIJe/ENotQkI
aDVkbTW2cAJt5lSc12KYhZdkksepdxXhyqaOrnl2MJaaw/3k7G23NJ2/
-----END PRIVATE KEY-----
`,
  },
  /** A console whose certificate has expired. */
  expired: {
    certificate: `-----BEGIN CERTIFICATE-----
MIIBdTCCARugAwIBAgIBATAKBggqhkjOPQQDAjAZMRcwFQYDVQQDDA5EZXNrIGF1
dGhvcml0eTAeFw0yMDAxMDEwMDAwMDBaFw0yMTAxMDEwMDAwMDBaMBYxFDASBgNV
BAMMC2NvbnNvbGUtb2xkMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYsn2buC5
+D1hffQKsRtnImITg9s4Y6y5fPMP0uAf7rC0pJmh4n6mu1TlK8z6j7yiOgfHrGp4
LCb3QiHHGyFL06NXMFUwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYDVR0OBBYEFAa3
PjXJkSOSkamb5Y4gW2uj86RAMB8GA1UdIwQYMBaAFISwh9vWuhTwdgpDRa9cGjQF
4aAvMAoGCCqGSM49BAMCA0gAMEUCIQC/dufMFjgKgO44skE1NGUApYXyXoy/T+GD
seRrA5mBTQIgVGHDA7MKIduRvrLcXuzefSXwBQXkkBqvFHuh7pdypIo=
-----END CERTIFICATE-----
`,
    key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg8x4TQ8RSTAAFS0I3
4HaaBazHsKb2Bw2dxJ0hKEkKBTahRANCAARiyfZu4Ln4PWF99AqxG2ciYhOD2zhj
rLl88w/S4B/usLSkmaHifqa7VOUrzPqPvKI6B8esangsJvdCIccbIUvT
-----END PRIVATE KEY-----
`,
  },
  /** A console from another authority. */
  stranger: {
    certificate: `-----BEGIN CERTIFICATE-----
MIIBijCCATCgAwIBAgIUb8UclPhRflZofaDDjv+OePcI7OwwCgYIKoZIzj0EAwIw
HDEaMBgGA1UEAwwRQW5vdGhlciBhdXRob3JpdHkwIBcNMjYxMTMwMTkzMjU5WhgP
MjEyNjExMDYxOTMyNTlaMBMxETAPBgNVBAMMCHN0cmFuZ2VyMFkwEwYHKoZIzj0C
AQYIKoZIzj0DAQcDQgAE1XlZ6UKdqSRIVVHxrjoJgCjruuqWSfXYnPoXdBsaQTz8
7VgJtMk5Y9TFxep7nyMB2ZYpqPOiXELCJDWuL2e2h6NXMFUwEwYDVR0lBAwwCgYI
KwYBBQUHAwIwHQYDVR0OBBYEFPFNDVKJk2izPJJYc/rC96g1WFqgMB8GA1UdIwQY
MBaAFMAcdCGDaLnymY1ZtMpiFVNvA7ygMAoGCCqGSM49BAMCA0gAMEUCIB9gY+rq
gPKtsyWbGRSsyCZMnYfTiapRwNUP/g8OoB1QAiEAwgvesQliy/w0cYUJbIQUfmjv
Buuy4DJH/3hVC8yWOO0=
-----END CERTIFICATE-----
`,
    key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgEkQEhmXVUd2V5/iN
XQJwJg9jTpAKSxlBGsz+pTh5YiGhRANCAATVeVnpQp2pJEhVUfGuOgmAKOu66pZJ
9dic+hd0GxpBPPztWAm0yTlj1MXF6nufIwHZlimo86JcQsIkNa4vZ7aH
-----END PRIVATE KEY-----
`,
  },
} as const;

export type TestPeer = Exclude<keyof typeof pems, 'desk'>;

/** Writes the files of one end into a folder, and gives their paths. */
export function writePeerFiles(folder: string, peer: TestPeer) {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  return {
    certificate: write(`${peer}.pem`, pems[peer].certificate),
    key: write(`${peer}.key`, pems[peer].key),
    authorities: write('desk.pem', pems.desk.certificate),
  };
}
