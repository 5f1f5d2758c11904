// The Identity Server of trusted.example: makes WITs for the public keys that workloads present,
// and publishes the key that it signs with.
import { exportJWK, generateKeyPair } from 'jose';
import { parseIdentifier } from './identifier.mjs';
import { algorithms, fits, isObject } from './jwt.mjs';
import { ensure } from './refusal.mjs';
import { issueWit } from './wit.mjs';

const part = 'order';
const domain = 'trusted.example';
const lifetime = 3600;
const longest = 2048;
const members = ['kty', 'crv', 'x', 'y', 'n', 'e', 'alg', 'kid', 'use'];

// newIssuer makes an issuer with a key of its own.
export async function newIssuer(facts) {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const key = { ...await exportJWK(privateKey), alg: 'ES256', kid: `node-${Date.now()}` };
  const { d, ...publicKey } = key;
  return { facts, key, jwks: { keys: [{ ...publicKey, use: 'sig' }] } };
}

// issue gives a WIT for a workload of the trust domain, or refuses. Members of the key that are not
// known to be public do not get into the WIT.
export async function issue(issuer, { sub, jwk }, now) {
  const { trustDomain } = parseIdentifier(sub, issuer.facts.identifier);
  ensure(sub.length <= longest, part, `is for an identifier of more than ${longest} bytes`);
  ensure(trustDomain === domain, part, 'is for a workload of another trust domain');
  const supported = isObject(jwk) && algorithms.includes(jwk.alg);
  ensure(supported, part, 'has a key without an algorithm that is supported');
  ensure(fits(jwk, jwk.alg), part, 'has no good public key');
  const pure = Object.fromEntries(members.filter((m) => m in jwk).map((m) => [m, jwk[m]]));
  const by = { issuer: `https://issuer.${domain}`, key: issuer.key, facts: issuer.facts };
  return issueWit({ sub, jwk: pure, ...by, lifetime, now });
}
