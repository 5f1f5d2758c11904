// Signed JWTs in compact form. jose verifies and signs; what it lets pass and RFC 7515 does not
// (other alphabets, padding, bytes that are not UTF-8) is refused before jose sees it.
import { CompactSign, compactVerify, importJWK } from 'jose';
import { createPublicKey } from 'node:crypto';
import { ensure } from './refusal.mjs';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

// What a key has to look like for each algorithm (RFC 7518, Section 3; RFC 8037; RFC 9864).
const shapes = new Map([
  ['ES256', { kty: 'EC', crv: 'P-256' }], ['ES384', { kty: 'EC', crv: 'P-384' }],
  ['ES512', { kty: 'EC', crv: 'P-521' }], ['EdDSA', { kty: 'OKP', crv: 'Ed25519' }],
  ['Ed25519', { kty: 'OKP', crv: 'Ed25519' }], ['PS256', { kty: 'RSA' }], ['RS256', { kty: 'RSA' }],
]);

export const algorithms = [...shapes.keys()];

// fits says whether a JWK is a public signature key for an algorithm.
export function fits(jwk, alg) {
  const shape = shapes.get(alg);
  if (!shape || jwk.kty !== shape.kty || (shape.crv && jwk.crv !== shape.crv)) return false;
  if ('d' in jwk || (jwk.use ?? 'sig') !== 'sig') return false;
  try {
    const { modulusLength } = createPublicKey({ key: jwk, format: 'jwk' }).asymmetricKeyDetails;
    return (modulusLength ?? 2048) >= 2048;
  } catch {
    return false;
  }
}

// naturalAlg gives the algorithm of a key that names none, where its type leaves no choice.
export function naturalAlg(jwk) {
  const found = algorithms.filter((alg) => fits(jwk, alg) && alg !== 'Ed25519');
  return jwk.alg ?? (found.length === 1 ? found[0] : undefined);
}

function decode(part, what) {
  ensure(/^[A-Za-z0-9_-]+$/.test(part) && part.length % 4 !== 1, what, 'is not base64url');
  return Buffer.from(part, 'base64url');
}

function object(bytes, what) {
  let value;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch {
    ensure(false, what, 'is not JSON in UTF-8');
  }
  ensure(isObject(value), what, 'is not a JSON object');
  return value;
}

export const isObject = (v) => typeof v === 'object' && v !== null && !Array.isArray(v);

// parseToken takes a token apart and verifies nothing.
export function parseToken(token, what) {
  const parts = token.split('.');
  ensure(parts.length === 3, what, 'does not have three parts');
  const header = object(decode(parts[0], what), what);
  const claims = object(decode(parts[1], what), what);
  decode(parts[2], what);
  ensure(!('crit' in header), what, 'has extensions that are not understood');
  return { token, header, claims };
}

// conveys says whether typ stands for a media type (RFC 7515, Section 4.1.9).
export function conveys(typ, type) {
  if (typeof typ !== 'string') return false;
  const full = typ.includes('/') ? typ : `application/${typ}`;
  return full.toLowerCase() === `application/${type}`;
}

// verifyToken verifies the signature under a key and an algorithm that the caller has chosen.
export async function verifyToken(parsed, jwk, alg, what) {
  ensure(parsed.header.alg === alg && fits(jwk, alg), what, 'is not of the algorithm of the key');
  try {
    const { kty, crv, x, y, n, e } = jwk;
    const key = await importJWK({ kty, crv, x, y, n, e }, alg);
    await compactVerify(parsed.token, key, { algorithms: [alg] });
  } catch {
    ensure(false, what, 'has a bad signature');
  }
}

export async function signToken(header, claims, jwk) {
  const key = await importJWK(jwk, header.alg);
  return new CompactSign(Buffer.from(JSON.stringify(claims))).setProtectedHeader(header).sign(key);
}

// checkTime looks at exp and nbf (RFC 7519, Sections 4.1.4 and 4.1.5). No leeway for exp.
export function checkTime(claims, now, furthest, what) {
  ensure(Number.isFinite(claims.exp), what, 'has an exp that is no number');
  ensure(claims.exp > now, what, 'has expired');
  ensure(claims.exp <= now + furthest, what, 'expires too far ahead');
  if ('nbf' in claims) {
    ensure(Number.isFinite(claims.nbf), what, 'has an nbf that is no number');
    ensure(claims.nbf <= now + 60, what, 'is not valid yet');
  }
}
