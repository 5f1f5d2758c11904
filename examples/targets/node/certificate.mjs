// X.509 certificates (RFC 5280, Section 4). node verifies signatures and reads keys; the names,
// times and extensions that it does not give are read here.
import { X509Certificate } from 'node:crypto';
import {
  bits, boolean, context, elements, expect, integer, list, oid, one, tags,
} from './der.mjs';
import { generalNames, nameKey } from './names.mjs';
import { ensure } from './refusal.mjs';

const part = 'certificate';

// The extensions that are understood (RFC 5280, Section 4.2), by object identifier.
const extensions = new Map([
  ['2.5.29.14', 'subjectKeyIdentifier'], ['2.5.29.15', 'keyUsage'],
  ['2.5.29.17', 'subjectAltName'], ['2.5.29.19', 'basicConstraints'],
  ['2.5.29.30', 'nameConstraints'], ['2.5.29.32', 'certificatePolicies'],
  ['2.5.29.35', 'authorityKeyIdentifier'], ['2.5.29.36', 'policyConstraints'],
  ['2.5.29.37', 'extKeyUsage'], ['2.5.29.54', 'inhibitAnyPolicy'],
]);

const pss = '1.2.840.113549.1.1.10';
const weakHashes = ['1.2.840.113549.2.5', '1.3.14.3.2.26'];
const weakSignatures = [
  '1.2.840.113549.1.1.4', '1.2.840.113549.1.1.5', '1.2.840.10045.4.1', '1.2.840.10040.4.3',
];

function basicConstraints(value) {
  const items = list(value);
  const ca = items[0]?.tag === tags.boolean && boolean(items.shift());
  const pathLength = items.length > 0 ? integer(expect(items.shift(), tags.integer)) : Infinity;
  ensure(items.length === 0, part, 'has basic constraints that cannot be read');
  return { ca, pathLength };
}

// Permitted and excluded subtrees. None has a minimum or a maximum (Section 4.2.1.10).
function nameConstraints(value) {
  const trees = { permitted: [], excluded: [] };
  for (const { tag, body } of list(value)) {
    const kind = { [context(0, true)]: 'permitted', [context(1, true)]: 'excluded' }[tag];
    ensure(kind, part, 'has name constraints that cannot be read');
    for (const subtree of elements(body)) {
      const parts = elements(expect(subtree, tags.sequence).body);
      ensure(parts.length === 1, part, 'has a subtree with a minimum or a maximum');
      trees[kind].push(...generalNames(parts));
    }
  }
  return trees;
}

function policyConstraints(value) {
  const counts = {};
  for (const { tag, body } of list(value)) counts[tag] = integer({ body });
  return { explicit: counts[context(0)] ?? Infinity, mapping: counts[context(1)] ?? Infinity };
}

const readers = {
  basicConstraints, nameConstraints, policyConstraints,
  keyUsage: (value) => bits(one(value, tags.bits)),
  extKeyUsage: (value) => list(value).map(oid),
  subjectAltName: (value) => generalNames(list(value)),
  certificatePolicies: (value) => list(value).map(({ body }) => oid(elements(body)[0])),
  inhibitAnyPolicy: (value) => integer(one(value, tags.integer)),
};

function readExtensions(body) {
  const found = { unknownCritical: [] };
  const seen = new Set();
  for (const item of elements(expect(one(body, tags.sequence), tags.sequence).body)) {
    const parts = elements(expect(item, tags.sequence).body);
    const id = oid(parts[0]);
    ensure(!seen.has(id), part, 'has an extension twice');
    seen.add(id);
    const critical = parts[1]?.tag === tags.boolean && boolean(parts[1]);
    const name = extensions.get(id);
    if (!name && critical) found.unknownCritical.push(id);
    if (readers[name]) found[name] = readers[name](expect(parts.at(-1), tags.octets).body);
  }
  return found;
}

const forms = {
  [tags.utcTime]: /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/,
  [tags.generalizedTime]: /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/,
};

// A time in seconds since 1970 (Section 4.1.2.5).
function time({ tag, body }) {
  const found = forms[tag]?.exec(body.toString('latin1'));
  ensure(found, part, 'has a time that cannot be read');
  const [year, month, ...rest] = found.slice(1).map(Number);
  const century = tag === tags.utcTime ? (year < 50 ? 2000 : 1900) : 0;
  return Date.UTC(century + year, month - 1, ...rest) / 1000;
}

// Whether a signature uses MD5 or SHA-1, which is the hash of RSASSA-PSS where none is named
// (RFC 4055, Section 3.1).
function weaklySigned([algorithm, parameters]) {
  const id = oid(algorithm);
  if (id !== pss) return weakSignatures.includes(id);
  const listed = elements(parameters?.body ?? Buffer.alloc(0));
  const named = listed.find(({ tag }) => tag === context(0, true));
  return !named || weakHashes.includes(oid(list(named.body)[0]));
}

function open(der) {
  try {
    const x509 = new X509Certificate(der);
    return { x509, publicKey: x509.publicKey };
  } catch {
    return ensure(false, part, 'cannot be read');
  }
}

// parseCertificate reads a certificate in DER and verifies nothing.
export function parseCertificate(der) {
  const [tbs] = list(der);
  const fields = elements(expect(tbs, tags.sequence).body);
  const version = fields[0]?.tag === context(0, true)
    ? integer(one(fields.shift().body, tags.integer)) + 1 : 1;
  const [, signature, issuer, validity, subject, , ...rest] = fields;
  const [notBefore, notAfter] = elements(expect(validity, tags.sequence).body).map(time);
  const listed = rest.find(({ tag }) => tag === context(3, true));
  ensure(!listed || version === 3, part, 'has extensions in an old version');
  return {
    weaklySigned: weaklySigned(elements(expect(signature, tags.sequence).body)),
    ...open(der), version, notBefore, notAfter, subjectName: expect(subject, tags.sequence),
    issuer: nameKey(expect(issuer, tags.sequence)), subject: nameKey(subject),
    extensions: listed ? readExtensions(listed.body) : { unknownCritical: [] },
  };
}
