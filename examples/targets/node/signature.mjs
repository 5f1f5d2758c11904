// The WIMSE profile of HTTP Message Signatures (draft-ietf-wimse-http-signature; Option 2 of the
// s2s-protocol drafts): what has to be signed, how it is verified, how it is made.
import { createPrivateKey, createPublicKey, randomBytes, sign, verify } from 'node:crypto';
import { parseDictionary, serializeDictionary } from 'structured-headers';
import { algorithm, material } from './algorithm.mjs';
import { signatureBase } from './base.mjs';
import { checkDigest, contentDigest } from './digest.mjs';
import { ensure } from './refusal.mjs';

const part = 'signature';
const lifetime = 120;
const furthest = 3600;
const skew = 60;

function dictionary(message, name) {
  try {
    return parseDictionary(message.values(name).join(', '));
  } catch {
    return ensure(false, part, `stands in a ${name} that cannot be read`);
  }
}

const isList = (member) => Array.isArray(member[0]);

// selected gives label and inner list of the WIMSE signature; undefined where there is none.
export function selected(message, facts) {
  if (!message.has('signature-input')) return undefined;
  const tagged = [...dictionary(message, 'signature-input')]
    .filter(([, member]) => member[1].get('tag') === facts.tag);
  if (tagged.length < 2) return tagged[0];
  ensure(!facts.byTag, part, 'is not the only one with its tag');
  const found = tagged.find(([label]) => label === 'wimse');
  ensure(found, part, 'cannot be told from others with its tag');
  return found;
}

// What has to be covered in a message, as "name" or "name;req".
function needed(message, request, facts) {
  const own = request ? ['@status'] : ['@method', ...facts.target];
  const ofRequest = request ? ['@method;req', ...facts.target.map((name) => `${name};req`)] : [];
  const relevant = request
    ? ['content-type', 'content-digest', 'workload-identity-token'] : facts.fields;
  return [...own, ...relevant.filter((name) => message.has(name)), ...ofRequest];
}

// A field counts as covered by its whole value, as it stands or in a strict or binary form.
function coverage([name, params]) {
  const rest = [...params.keys()].filter((p) => p !== 'req' && p !== 'sf' && p !== 'bs');
  return rest.length > 0 ? '' : name + (params.get('req') === true ? ';req' : '');
}

function checkCoverage(list, message, request, facts) {
  const covered = new Set(list[0].map(coverage));
  for (const name of needed(message, request, facts)) {
    ensure(covered.has(name), part, `does not cover ${name}`);
  }
}

function checkParameters(params, now) {
  for (const name of ['created', 'expires']) {
    ensure(Number.isInteger(params.get(name)), part, `has no ${name} that is an integer`);
  }
  ensure(typeof params.get('nonce') === 'string', part, 'has no nonce that is a string');
  ensure(params.get('created') <= now + skew, part, 'is to be made later');
  ensure(params.get('expires') > now, part, 'has expired');
  ensure(params.get('expires') <= now + furthest, part, 'expires too far ahead');
}

function checkSignature(label, list, message, request, wit) {
  ensure(message.has('signature'), part, 'is missing');
  const [bytes] = dictionary(message, 'signature').get(label) ?? [];
  ensure(bytes instanceof ArrayBuffer, part, 'is no byte sequence');
  const base = Buffer.from(signatureBase(list, message, request), 'latin1');
  const alg = algorithm(wit, list[1]);
  const key = createPublicKey({ key: wit.jwk, format: 'jwk' });
  const [digest, options] = material(key, alg);
  ensure(verify(digest, base, options, Buffer.from(bytes)), part, 'does not verify');
}

// verifySignature verifies the WIMSE signature of a request, or of the response to a request, under
// a WIT that has been verified. check looks at what else the parameters have to say. It gives the
// parameters.
export function verifySignature(message, request, wit, context, check) {
  const { facts: { httpsig: facts }, replays, now } = context;
  const found = selected(message, facts);
  ensure(found, part, 'is not there');
  const [label, list] = found;
  ensure(isList(list), part, 'has no list of components');
  checkCoverage(list, message, request, facts);
  checkParameters(list[1], now);
  check(list[1]);
  checkSignature(label, list, message, request, wit);
  checkDigest(message, facts.digest);
  const nonce = list[1].get('nonce');
  const key = `nonce ${JSON.stringify(facts.noncePerPeer ? [wit.subject, nonce] : [nonce])}`;
  ensure(replays.first(key, list[1].get('expires'), now), part, 'has a nonce that was seen before');
  return list[1];
}

// checkRequestAudience looks at the audience of a request, which only its recipient knows.
export function checkRequestAudience(params, message, facts, audience) {
  if (facts.audience === '') return;
  // The field is registered as a String and shown without quotation marks: both are taken.
  const inField = message.values('wimse-audience').map((value) => value.replace(/^"(.*)"$/, '$1'));
  const given = facts.audience === 'field' ? inField : [params.get('wimse-aud')];
  ensure(given.length === 1 && given[0] === audience, part, 'is for another audience');
}

function component(text) {
  const [name, ...params] = text.split(';');
  return [name, new Map(params.map((p) => [p, true]))];
}

export const newNonce = () => randomBytes(16).toString('base64url');

// addSignature signs a message with a workload's key. It adds Content-Digest where there is a body.
export function addSignature(message, request, context) {
  const { facts: { httpsig: facts }, workload, now, label = 'wimse', params = [] } = context;
  if (message.body.length > 0) message.set('Content-Digest', contentDigest(message.body));
  const nonce = newNonce();
  const list = [needed(message, request, facts).map(component), new Map([
    ['created', now], ['expires', now + lifetime], ['nonce', nonce], ['tag', facts.tag], ...params,
  ])];
  const base = Buffer.from(signatureBase(list, message, request), 'latin1');
  const key = createPrivateKey({ key: workload.jwk, format: 'jwk' });
  const [digest, options] = material(key, workload.jwk.alg);
  message.set('Signature-Input', serializeDictionary(new Map([[label, list]])));
  const signature = [sign(digest, base, options), new Map()];
  message.set('Signature', serializeDictionary(new Map([[label, signature]])));
  return nonce;
}
