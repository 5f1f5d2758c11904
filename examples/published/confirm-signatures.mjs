// Judges the signed messages of this folder with node's own modules and no code of the project: the
// signature base of RFC 9421 is written anew from the printed message. confirm.mjs prints the lines.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

const here = new URL('.', import.meta.url);
const raw = (folder, file) => readFileSync(new URL(`${folder}/${file}`, here), 'utf8');

function unfold(text) {
  if (!text.startsWith('=====')) return text;
  const rest = text.slice(text.indexOf('\n\n') + 2);
  return text.slice(0, text.indexOf('\n')).includes("'\\\\'")
    ? rest.replace(/\\\n *\\/g, '') : rest.replace(/\\\n */g, '');
}

function message(folder, file) {
  const text = unfold(raw(folder, file)).replace(/^Response:\n\n/, '');
  const gap = text.indexOf('\n\n');
  const [line, ...rest] = text.slice(0, gap).split('\n');
  const fields = Object.fromEntries(rest.map((l) => {
    const colon = l.indexOf(': ');
    return [l.slice(0, colon).toLowerCase(), l.slice(colon + 2)];
  }));
  return { words: line.split(' '), fields, body: text.slice(gap + 2) };
}

// The value of a component; what is marked ;req is taken of the request.
function value(id, sent, request) {
  const name = id.slice(1, id.indexOf('"', 1));
  const of = id.endsWith(';req') ? request : sent;
  const [path, query] = of.words[1].split('?');
  const derived = {
    '@method': of.words[0], '@request-target': of.words[1], '@path': path, '@query': `?${query ?? ''}`,
    '@status': of.words[1],
  };
  return derived[name] ?? of.fields[name];
}

function base(sent, request, tag) {
  let params = sent.fields['signature-input'].replace(/^[^=]+=/, '');
  if (tag) params = params.replace(/tag="[^"]*"/, `tag="${tag}"`);
  const ids = params.slice(1, params.indexOf(')')).split(' ').filter((id) => id);
  const lines = ids.map((id) => `${id}: ${value(id, sent, request)}`);
  return Buffer.from([...lines, `"@signature-params": ${params}`].join('\n'));
}

function valid(text, sent, jwk) {
  const key = createPublicKey({ key: { ...jwk, d: undefined }, format: 'jwk' });
  const signature = Buffer.from(/=:(.*):$/.exec(sent.fields.signature)[1], 'base64');
  return jwk.kty === 'EC'
    ? verify('sha256', text, { key, dsaEncoding: 'ieee-p1363' }, signature)
    : verify(null, text, key, signature);
}

// The parts of a WIT; nothing where it is a placeholder.
function parts(token) {
  try {
    const [header, claims] = token.split('.').slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')));
    return { header, jwk: claims.cnf.jwk };
  } catch {
    return undefined;
  }
}

function keys(folder) {
  return readdirSync(new URL(folder, here)).filter((f) => f.endsWith('.jwk'))
    .map((f) => JSON.parse(raw(folder, f)));
}

// The key said to be the sender's, where the document names one.
function sender(folder, file) {
  const names = file.startsWith('sigs-request') ? ['caller-key.jwk', 'workload-key.jwk'] : ['callee-key.jwk'];
  const name = names.find((n) => readdirSync(new URL(folder, here)).includes(n));
  return name && JSON.parse(raw(folder, name));
}

function digest(sent) {
  const field = sent.fields['content-digest'];
  if (!field) return '';
  const is = (body) => field.includes(createHash('sha256').update(body).digest('base64'));
  const body = sent.body.replace(/\n+$/, '');
  if (['', '\n', '\n\n', '\r\n'].some((end) => is(body + end))) return '';
  return is('') ? 'the digest is that of empty content' : 'the digest is that of no reading of the body';
}

function underKeys(folder, file, sent, request, wit) {
  const text = base(sent, request);
  if (wit) {
    const named = sender(folder, file);
    const same = keys(folder).some((k) => k.x === wit.jwk.x);
    return [
      valid(text, sent, wit.jwk) ? '' : 'the signature does not verify under cnf.jwk',
      same || !named ? '' : 'the printed key is not the one in cnf.jwk',
    ];
  }
  return [keys(folder).some((k) => valid(text, sent, k))
    ? '' : 'no key printed here verifies the signature'];
}

// Says what is wrong with a signed message, in order.
export function judgeSigned(folder, file) {
  const sent = message(folder, file);
  const name = file === 'sigs-response-c.http' ? 'sigs-request-b-c.http' : 'sigs-request.http';
  const request = file.startsWith('sigs-response') ? message(folder, name) : undefined;
  const wit = parts(sent.fields['workload-identity-token']);
  const echo = request && folder >= 'http-signature-04' && folder < 'i';
  return [
    wit && folder >= 's2s-protocol-07' && wit.header.typ !== 'wit+jwt'
      ? 'typ of the WIT is not that of the revision' : '',
    echo && !sent.fields['signature-input'].includes('wimse-req-nonce=')
      ? 'the nonce of the request is not repeated' : '',
    ...underKeys(folder, file, sent, request, wit),
    digest(sent),
  ].filter((why) => why);
}

// With the folders s2s-protocol-02 and later as arguments: what verified before the tag changed.
for (const folder of process.argv.slice(2)) {
  for (const file of ['sigs-request.http', 'sigs-response.http']) {
    const old = base(message(folder, file), message(folder, 'sigs-request.http'), 'wimse-service-to-service');
    const all = [folder, 's2s-protocol-02'].flatMap((f) => keys(f).map((k) => [f, k]));
    const [whose] = all.filter(([, k]) => k.kty === 'OKP' && valid(old, message(folder, file), k));
    console.log(`${folder}/${file} with the tag of s2s-protocol-02 verifies under a key of ${whose?.[0]}`);
  }
}
