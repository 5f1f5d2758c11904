// Which algorithm an HTTP message signature is of, and what node needs to know of it.
import { constants } from 'node:crypto';
import { fits } from './jwt.mjs';
import { ensure } from './refusal.mjs';

const part = 'signature';

// The JOSE algorithms that the names in the alg parameter stand for (RFC 9421, Section 3.3).
const registered = new Map([
  ['ecdsa-p256-sha256', ['ES256']], ['ecdsa-p384-sha384', ['ES384']],
  ['ed25519', ['EdDSA', 'Ed25519']], ['rsa-v1_5-sha256', ['RS256']],
]);

// What node needs for a JOSE algorithm (RFC 9421, Section 3.3.7).
export function material(key, alg) {
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const options = { key, dsaEncoding: 'ieee-p1363', ...(alg === 'PS256' ? pss : {}) };
  return [alg.startsWith('Ed') ? null : `sha${alg.slice(2)}`, options];
}

// algorithm says by which JOSE algorithm a signature is to be verified (RFC 9421, Section 3.2): by
// that of the key; an alg parameter that is there all the same has to agree.
export function algorithm(wit, params) {
  const named = params.get('alg');
  if (named === undefined) {
    ensure(wit.alg, part, 'is of an algorithm that nothing determines');
    return wit.alg;
  }
  const suits = (alg) => (wit.alg ? alg === wit.alg : fits(wit.jwk, alg));
  const found = registered.get(named)?.find(suits);
  ensure(found, part, 'names an algorithm that is not that of the key');
  return found;
}
