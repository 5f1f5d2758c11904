// Workload Proof Tokens (draft-ietf-wimse-wpt; Option 1 of the s2s-protocol drafts): where a proof
// stands, what a recipient checks, and how a caller makes one.
import { createHash, randomBytes } from 'node:crypto';
import { checkTime, conveys, fits, isObject, parseToken, signToken, verifyToken } from './jwt.mjs';
import { ensure } from './refusal.mjs';

const part = 'wpt';
const furthest = 3600;
const lifetime = 120;

export const hash = (text) => createHash('sha256').update(text, 'latin1').digest('base64url');

// presentedWpt gives the text of the proof, undefined where there is none.
export function presentedWpt(message, facts) {
  if (!facts.scheme) {
    const values = message.values('workload-proof-token');
    ensure(values.length < 2, part, 'stands in more than one field', facts.status);
    return values[0];
  }
  const fields = message.values('authorization').map((v) => /^([^ ]+)(?: +(.*))?$/.exec(v) ?? []);
  if (!fields.some(([, scheme]) => scheme?.toUpperCase() === facts.scheme)) return undefined;
  ensure(fields.length === 1, part, 'stands beside another Authorization field', facts.status);
  const [, , token68 = ''] = fields[0];
  ensure(/^[\w.~+/-]+=*$/.test(token68), part, 'is not token68', facts.status);
  return token68;
}

// The OAuth access tokens of a request.
function accessTokens(message) {
  return message.values('authorization')
    .flatMap((value) => /^(?:Bearer|DPoP) +([^ ]+)$/i.exec(value)?.[1] ?? []);
}

// The fields whose tokens oth has to bind.
function otherNames(understood) {
  return understood.map((name) => name.toLowerCase()).filter((name) => name !== 'txn-token');
}

function checkHash(claims, name, values) {
  if (values.length === 0) return;
  ensure(values.length === 1, part, `has to bind several tokens by ${name}`);
  ensure(claims[name] === hash(values[0]), part, `does not bind a token by ${name}`);
}

function checkOtherString(claims, message, understood) {
  const present = otherNames(understood).flatMap((n) => message.values(n));
  checkHash(claims, 'oth', present);
}

function checkOtherObject(claims, message, understood) {
  ensure(!('oth' in claims) || isObject(claims.oth), part, 'has an oth that is no object');
  const bound = new Map(Object.entries(claims.oth ?? {}));
  for (const [name, value] of bound) {
    const known = understood.some((n) => n.toLowerCase() === name);
    ensure(known, part, 'has an oth entry that is not understood');
    const values = message.values(name);
    ensure(values.length === 1, part, 'has an oth entry without exactly one field');
    ensure(value === hash(values[0]), part, 'has an oth entry for another token');
  }
  for (const name of otherNames(understood)) {
    ensure(!message.has(name) || bound.has(name), part, 'leaves an understood token out of oth');
  }
}

function checkTokens(claims, message, facts, understood) {
  if (facts.ath) checkHash(claims, 'ath', accessTokens(message));
  checkHash(claims, 'tth', message.values('txn-token'));
  if (facts.oth === 'object') checkOtherObject(claims, message, understood);
  else checkOtherString(claims, message, understood);
}

// Whether one of the audiences is ours; query and fragment do not count.
function checkAudience(claims, audience) {
  const list = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  const bare = list.map((aud) => (typeof aud === 'string' ? aud.replace(/[?#].*$/s, '') : aud));
  ensure(bare.includes(audience), part, 'is for another audience');
}

async function check(token, wit, message, { facts: { wpt: facts }, recipient, replays, now }) {
  const parsed = parseToken(token, part);
  const { header, claims } = parsed;
  ensure(!facts.algOfKey || header.alg === wit.jwk.alg, part, 'is not of the algorithm of cnf.jwk');
  const alg = wit.jwk.alg ?? header.alg;
  ensure(fits(wit.jwk, alg), part, 'is not of an algorithm of the key');
  await verifyToken(parsed, wit.jwk, alg, part);
  ensure(conveys(header.typ, facts.typ), part, 'has another typ');
  for (const name of facts.required) ensure(name in claims, part, `has no ${name}`);
  ensure(typeof claims.jti === 'string', part, 'has a jti that is no string');
  const expected = { iss: wit.subject, wth: hash(wit.token) };
  for (const name of ['iss', 'wth'].filter((n) => facts.required.includes(n))) {
    ensure(claims[name] === expected[name], part, `has another ${name}`);
  }
  checkAudience(claims, recipient.audience);
  checkTime(claims, now, furthest, part);
  checkTokens(claims, message, facts, recipient.understood_tokens ?? []);
  const key = `wpt ${JSON.stringify([wit.subject, claims.jti])}`;
  ensure(replays.first(key, claims.exp, now), part, 'was seen before');
}

// verifyWpt verifies the proof of a request under a WIT that has been verified.
export async function verifyWpt(token, wit, message, context) {
  try {
    await check(token, wit, message, context);
  } catch (error) {
    if (error.part === part) error.status = context.facts.wpt.status;
    throw error;
  }
}

// addWpt puts a proof on a request that bears the caller's WIT.
export async function addWpt(message, context) {
  const { facts: { wpt: facts }, workload, audience, understood, now } = context;
  const claims = { aud: audience, exp: now + lifetime, jti: randomBytes(16).toString('base64url') };
  if (facts.required.includes('iss')) claims.iss = workload.identifier;
  if (facts.required.includes('wth')) claims.wth = hash(workload.wit);
  const [access] = facts.ath ? accessTokens(message) : [];
  const [txn] = message.values('txn-token');
  if (access) claims.ath = hash(access);
  if (txn) claims.tth = hash(txn);
  const others = otherNames(understood).filter((name) => message.has(name))
    .map((name) => [name, hash(message.values(name)[0])]);
  const oth = facts.oth === 'object' ? Object.fromEntries(others) : others[0]?.[1];
  if (others.length > 0) claims.oth = oth;
  const token = await signToken({ alg: workload.jwk.alg, typ: facts.typ }, claims, workload.jwk);
  if (facts.scheme) message.set('Authorization', `${facts.scheme} ${token}`);
  else message.set('Workload-Proof-Token', token);
}
