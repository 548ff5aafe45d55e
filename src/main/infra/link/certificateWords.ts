/** Why a certificate is refused, in words. */

const unknown = 'it comes from no authority that is known here';

/** By the codes of OpenSSL and Node. */
const words: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet; compare the clocks of both machines',
  CERT_REVOKED: 'it was withdrawn',
  CRL_HAS_EXPIRED: "the engine's list of withdrawn certificates has expired",
  CRL_NOT_YET_VALID: "the engine's list of withdrawn certificates is not valid yet",
  CRL_SIGNATURE_FAILURE: "the engine's list of withdrawn certificates has a wrong signature",
  UNABLE_TO_GET_CRL: 'the engine has no list of withdrawn certificates of its authority',
  INVALID_PURPOSE: 'it is not made for this use',
  CERT_SIGNATURE_FAILURE: 'its signature is wrong',
  UNABLE_TO_GET_ISSUER_CERT: unknown,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknown,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknown,
  SELF_SIGNED_CERT_IN_CHAIN: unknown,
  DEPTH_ZERO_SELF_SIGNED_CERT: unknown,
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is made for another name or address than the one that was asked for',
};

export function isCertificateCode(code: string): boolean {
  return words[code] !== undefined;
}

/** The reason as the end of a sentence. */
export function certificateWords(code: string): string {
  return words[code] ?? `it is not trusted (${code})`;
}
