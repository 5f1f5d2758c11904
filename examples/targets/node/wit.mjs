// Workload Identity Tokens: what a recipient checks (draft-ietf-wimse-workload-creds-02, Sections 3
// and 5.1, and the later Section 5.1.4 where it applies), and how an Identity Server makes one.
import { randomUUID } from 'node:crypto';
import { parseIdentifier } from './identifier.mjs';
import {
  algorithms, checkTime, conveys, fits, isObject, naturalAlg, parseToken, signToken, verifyToken,
} from './jwt.mjs';
import { ensure } from './refusal.mjs';

const part = 'wit';
const furthest = 30 * 86400;

// The one token of the field Workload-Identity-Token of a message.
export function presentedWit(message) {
  const values = message.values('workload-identity-token');
  ensure(values.length === 1, part, 'does not stand in exactly one field');
  ensure(/^[\w-]+\.[\w-]+\.[\w-]+$/.test(values[0]), part, 'is not three parts of base64url');
  return values[0];
}

// anchor selects the one key that may have signed: by kid, without kid by policy, which is that a
// single key of the trust domain has the algorithm.
function anchor(header, domain) {
  ensure(algorithms.includes(header.alg), part, 'is signed with an algorithm that is not accepted');
  const keys = (domain.jwks?.keys ?? []).filter((key) => (key.alg ?? header.alg) === header.alg);
  const found = 'kid' in header ? keys.filter((key) => key.kid === header.kid) : keys;
  ensure(found.length === 1, part, 'has no one key among the trust anchors');
  return found[0];
}

function confirmationKey(claims, facts) {
  const jwk = isObject(claims.cnf) ? claims.cnf.jwk : undefined;
  ensure(isObject(jwk), part, 'has no cnf.jwk');
  ensure(typeof jwk.alg === 'string' || !facts.keyNamesAlg, part, 'has no cnf.jwk.alg');
  const alg = naturalAlg(jwk);
  const good = alg === undefined ? jwk.kty === 'RSA' : fits(jwk, alg);
  ensure(good, part, 'has no good key in cnf.jwk');
  return { jwk, alg };
}

function checkIssuer(claims, domain, facts) {
  if (!('iss' in claims)) return;
  ensure(typeof claims.iss === 'string', part, 'has an iss that is no string');
  if (!facts.issuersBound || !domain.issuers) return;
  ensure(domain.issuers.includes(claims.iss), part, 'has an iss that its domain does not have');
}

// verifyWit gives what a good WIT says: the subject and the confirmation key.
export async function verifyWit(message, { facts, domains, now }) {
  const parsed = parseToken(presentedWit(message), part);
  const { header, claims, token } = parsed;
  for (const name of facts.wit.required) ensure(name in claims, part, `has no ${name}`);
  const { trustDomain } = parseIdentifier(claims.sub, facts.identifier);
  ensure(Object.hasOwn(domains, trustDomain), part, 'is of a trust domain that is not trusted');
  ensure(conveys(header.typ, facts.wit.typ), part, 'has another typ');
  const key = anchor(header, domains[trustDomain]);
  await verifyToken(parsed, key, header.alg, part);
  checkIssuer(claims, domains[trustDomain], facts.wit);
  checkTime(claims, now, facts.wit.farExpiry ? furthest : Infinity, part);
  return { token, subject: claims.sub, ...confirmationKey(claims, facts.wit) };
}

// issueWit makes a WIT for a workload's public key.
export async function issueWit({ sub, jwk, issuer, key, lifetime, now, facts }) {
  const header = { alg: key.alg, kid: key.kid, typ: facts.wit.typ };
  const times = { iat: now, exp: now + lifetime };
  const claims = { iss: issuer, sub, ...times, jti: randomUUID(), cnf: { jwk } };
  return signToken(header, claims, key);
}
