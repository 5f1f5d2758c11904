// Judges the figures of this folder with node's own modules and no code of the project: one line
// for each. It reads no clock: it asks whether any moment suits a WIT and its proof, where a proof
// is used within an hour before it expires. Usage: node confirm.mjs
import { createHash, createPublicKey, verify } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { judgeSigned } from './confirm-signatures.mjs';

const here = new URL('.', import.meta.url);
const folders = readdirSync(here, { withFileTypes: true })
  .filter((e) => e.isDirectory()).map((e) => e.name).sort();
const figures = ['wit.jwt', 'wit-header.json', 'wit-claims.json', 'wit-field.http',
  'wpt.jwt', 'wpt-header.json', 'wpt-claims.json', 'request.http', 'sigs-request.http',
  'sigs-response.http', 'sigs-request-b-c.http', 'sigs-response-c.http'];

// The wpt documents print no keys: theirs are those of the credentials document of their time.
const keysIn = {
  'wpt-00': 'workload-creds-00', 'wpt-01': 'workload-creds-00', 'wpt-02': 'workload-creds-02',
};

const at = (folder, file) => new URL(`${folder}/${file}`, here);
const has = (folder, file) => existsSync(at(folder, file));
const raw = (folder, file) => readFileSync(at(folder, file), 'utf8');
const json = (folder, file) => JSON.parse(raw(folder, file));
const key = (folder, file) => json(keysIn[folder] ?? folder, file);
const hash = (text) => createHash('sha256').update(text).digest('base64url');
const decode = (part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));

// From which revision on a rule holds: the folders' names sort as the documents follow each other.
const since = (folder, first) => folder >= first;

function unfold(text) {
  if (!text.startsWith('=====')) return text.replace(/\n +/g, '');
  return text.slice(text.indexOf('\n\n') + 2).replace(/\\\n */g, '');
}

const oneLine = (folder, file) => unfold(raw(folder, file)).replaceAll('\n', '');

function parse(token) {
  const [header, claims, signature] = token.split('.');
  return {
    token, header: decode(header), claims: decode(claims),
    input: Buffer.from(`${header}.${claims}`), signature: Buffer.from(signature, 'base64url'),
  };
}

function request(folder) {
  const [head] = unfold(raw(folder, 'request.http')).split('\n\n');
  const [line, ...rest] = head.split('\n');
  const fields = Object.fromEntries(rest.map((l) => {
    const colon = l.indexOf(': ');
    return [l.slice(0, colon).toLowerCase(), l.slice(colon + 2)];
  }));
  const authorization = fields.authorization ?? '';
  const scheme = since(folder, 'wpt-02');
  return {
    target: `https://${fields.host}${line.split(' ')[1]}`,
    wit: parse(fields['workload-identity-token']),
    proof: parse(scheme ? authorization.replace(/^WPT /, '') : fields['workload-proof-token']),
    bearer: authorization.startsWith('Bearer ') ? authorization.slice(7) : '',
  };
}

function signedBy(jws, jwk) {
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  if (jws.header.alg === 'ES256' && jwk.crv === 'P-256') {
    const plain = { key: publicKey, dsaEncoding: 'ieee-p1363' };
    return verify('sha256', jws.input, plain, jws.signature);
  }
  return jws.header.alg === 'EdDSA' && jwk.crv === 'Ed25519'
    && verify(null, jws.input, publicKey, jws.signature);
}

function signature(folder, what, jws, file, name) {
  if (signedBy(jws, key(folder, file))) return [];
  const others = folders.filter((f) => has(f, file) && signedBy(jws, json(f, file)));
  return [others.length === 0
    ? `no ${name} printed here verifies the ${what}`
    : `the ${name} of ${others.join(', ')} verifies the ${what}, the document's own does not`];
}

const reasons = (...list) => list.filter(([bad]) => bad).map(([, why]) => why);

function judgeWIT(folder, wit) {
  const { header, claims } = wit;
  const typ = since(folder, 's2s-protocol-07') ? 'wit+jwt' : 'wimse-id+jwt';
  const early = !since(folder, 's2s-protocol-03');
  const jwk = claims.cnf?.jwk ?? {};
  return [
    ...reasons(
      [header.typ !== typ, 'typ of the WIT is not that of the revision'],
      [!claims.sub || !claims.exp, 'the WIT lacks sub or exp'],
      [early && (!claims.iss || !claims.jti), 'the WIT lacks iss or jti'],
      [claims.iat >= claims.exp, 'the WIT expires before it was issued'],
      [since(folder, 's2s-protocol-04') && !jwk.alg, 'cnf.jwk names no alg']),
    ...signature(folder, 'WIT', wit, 'issuer-key.jwk', 'identity server key'),
  ];
}

function judgeProof(folder, wit, proof, target, bearer) {
  const { header, claims } = proof;
  const typ = since(folder, 's2s-protocol-07') ? 'wpt+jwt' : 'wimse-proof+jwt';
  const alg = wit.claims.cnf.jwk.alg ?? header.alg;
  const early = !since(folder, 's2s-protocol-03');
  return [
    ...reasons(
      [header.typ !== typ, 'typ of the proof is not that of the revision'],
      [header.alg !== alg, 'alg of the proof is not that of cnf.jwk'],
      [claims.aud !== target, 'aud is not the target URI'],
      [!claims.jti, 'the proof has no jti'],
      [early && claims.iss !== wit.claims.sub, 'iss of the proof is not sub of the WIT'],
      [claims.exp - wit.claims.exp >= 3600, 'the proof expires an hour and more after the WIT'],
      [since(folder, 's2s-protocol-01') && claims.wth !== hash(wit.token), 'wth is not the WIT\'s'],
      [bearer && claims.ath !== hash(bearer), 'ath is not the access token\'s']),
    ...signature(folder, 'proof', proof, 'workload-key.jwk', 'workload key'),
  ];
}

// The members in which a decoded figure and the token differ.
function differences(printed, token) {
  return [...new Set([...Object.keys(printed), ...Object.keys(token)])].sort()
    .filter((name) => !isDeepStrictEqual(printed[name], token[name]));
}

function judge(folder, file) {
  if (file.startsWith('sigs-')) return judgeSigned(folder, file);
  const token = (name) => parse(oneLine(folder, name));
  const [kind, part] = file.split(/[-.]/);
  if (part === 'header' || part === 'claims') {
    return differences(json(folder, file), token(`${kind}.jwt`)[part]);
  }
  if (kind === 'wit') {
    const text = oneLine(folder, file).replace('Workload-Identity-Token: ', '');
    return judgeWIT(folder, parse(text));
  }
  const sent = request(folder);
  if (kind === 'request') {
    return [...judgeWIT(folder, sent.wit),
      ...judgeProof(folder, sent.wit, sent.proof, sent.target, sent.bearer)];
  }
  const wit = has(folder, 'wit.jwt') ? token('wit.jwt') : sent.wit;
  return judgeProof(folder, wit, token(file), sent.target, '');
}

for (const folder of folders) {
  for (const file of figures.filter((f) => has(folder, f))) {
    const why = judge(folder, file);
    const [good, bad] = file.endsWith('.json') ? ['equals', 'differs'] : ['verifies', 'fails'];
    console.log(`${folder}/${file} ${why.length ? `${bad}: ${why.join('; ')}` : good}`);
  }
}
