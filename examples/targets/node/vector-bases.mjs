// Signature bases, computed apart from the implementation: every message that a file of httpsig
// vectors calls accepted has to carry a signature whose base, computed here with
// structured-headers, is the recorded one, and which verifies under cnf.jwk of its WIT with node's
// crypto.
import { constants, createHash, createPublicKey, verify } from 'node:crypto';
import { parseDictionary, serializeInnerList, serializeItem } from 'structured-headers';

const tags = ['wimse-workload-to-workload', 'wimse-service-to-service'];

function values(message, name) {
  return message.headers.filter(([n]) => n.toLowerCase() === name).map(([, v]) => v.trim());
}

function field(message, name) {
  const all = values(message, name);
  if (all.length === 0) throw new Error(`there is no field ${name}`);
  return all.join(', ');
}

// RFC 9421, Section 2.2.
function derived(name, request, response) {
  const [, authority, path, query] = /^https?:\/\/([^/?#]*)([^?#]*)(\?[^#]*)?/.exec(request.url);
  switch (name) {
    case '@method': return request.method;
    case '@path': return path || '/';
    case '@query': return query ?? '?';
    case '@request-target': return (path || '/') + (query ?? '');
    case '@authority': return authority.toLowerCase();
    case '@target-uri': return request.url;
    case '@status': return String(response.status);
    default: throw new Error(`${name} is not known here`);
  }
}

// RFC 9421, Section 2.5.
function base(list, request, response) {
  const lines = list[0].map(([name, params]) => {
    const unknown = [...params.keys()].filter((key) => key !== 'req');
    if (unknown.length > 0) throw new Error(`parameters ${unknown} of ${name} are not known here`);
    const of = response && !params.has('req') ? response : request;
    const value = name.startsWith('@') ? derived(name, request, response) : field(of, name);
    return `${serializeItem([name, params])}: ${value}`;
  });
  if (new Set(lines).size < lines.length) throw new Error('a component is covered twice');
  return [...lines, `"@signature-params": ${serializeInnerList(list)}`].join('\n');
}

const ofCurve = { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512', Ed25519: 'EdDSA' };

// Which hash and which form of signature each JOSE algorithm means (RFC 9421, Section 3.3.7).
function valid(jwk, data, signature) {
  const alg = jwk.alg ?? ofCurve[jwk.crv];
  const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' };
  if (alg.startsWith('Ed')) return verify(null, data, key, signature);
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: alg.slice(2) / 8 };
  if (alg.startsWith('PS')) Object.assign(key, pss);
  return verify(`sha${alg.slice(2)}`, data, key, signature);
}

function digestHolds(message) {
  const body = Buffer.from(message.body, 'base64');
  const digests = parseDictionary(values(message, 'content-digest').join(', '));
  for (const [name, hash] of [['sha-256', 'sha256'], ['sha-512', 'sha512']]) {
    const want = digests.get(name)?.[0];
    if (want && !createHash(hash).update(body).digest().equals(Buffer.from(want))) return false;
  }
  return true;
}

function check(request, response, recorded) {
  const message = response ?? request;
  const inputs = parseDictionary(field(message, 'signature-input'));
  const found = [...inputs].filter(([, [, params]]) => tags.includes(params.get('tag')));
  const [label, list] = found.find(([name]) => name === 'wimse') ?? found[0] ?? [];
  if (!list) throw new Error('there is no WIMSE signature');
  const signed = base(list, request, response);
  if (recorded !== undefined && signed !== recorded) {
    throw new Error(`the base is\n${signed}\nand not, as recorded,\n${recorded}`);
  }
  const claims = field(message, 'workload-identity-token').split('.')[1];
  const { jwk } = JSON.parse(Buffer.from(claims, 'base64url')).cnf;
  const [signature] = parseDictionary(field(message, 'signature')).get(label);
  if (!valid(jwk, Buffer.from(signed, 'latin1'), Buffer.from(signature))) {
    throw new Error('the signature does not verify');
  }
  if (!digestHolds(message)) throw new Error('Content-Digest is not that of the body');
}

// checkStep gives how many signatures it verified.
function checkStep({ request, response, signature_base: recorded }) {
  if (!response) return check(request, undefined, recorded) ?? 1;
  if (values(request, 'signature-input').length > 0) check(request);
  if (values(response, 'signature-input').length === 0) return 0;
  return check(request, response, recorded) ?? 1;
}

// checkBases gives how many signatures it verified, and what was wrong with the others.
export function checkBases(file) {
  const result = { count: 0, errors: [] };
  for (const vector of [...file.vectors, ...(file.observations ?? [])]) {
    for (const [i, step] of vector.steps.entries()) {
      if ((step.expect ?? vector.result) !== 'accept') continue;
      try {
        result.count += checkStep(step);
      } catch (error) {
        result.errors.push(`${vector.id}, step ${i + 1}: ${error.message}`);
      }
    }
  }
  return result;
}
