// Names in certificates, and the constraints on them (RFC 5280, Sections 4.2.1.6, 4.2.1.10, 7.1).
import { isIP } from 'node:net';
import { elements, expect, oid, tags } from './der.mjs';
import { ensure } from './refusal.mjs';

const part = 'certificate';
const kinds = [
  'other', 'email', 'dns', 'x400', 'directory', 'ediParty', 'uri', 'ip', 'registered',
];
const emailAddress = '1.2.840.113549.1.9.1';

function text(body) {
  ensure(body.every((byte) => byte < 0x80), part, 'has a name that is not ASCII');
  return body.toString('latin1');
}

// generalNames gives {kind, value} for each name. Constraints look the same.
export function generalNames(items) {
  return items.map(({ tag, body }) => {
    const kind = (tag & 0xc0) === 0x80 ? kinds[tag & 0x1f] : undefined;
    ensure(kind, part, 'has a name of no known kind');
    if (['email', 'dns', 'uri'].includes(kind)) return { kind, value: text(body) };
    return { kind, value: kind === 'directory' ? rdns(elements(body)[0]) : body };
  });
}

// An attribute for comparison: strings without regard to case and insignificant space.
function attribute(element) {
  const [type, value] = elements(expect(element, tags.sequence).body);
  const readable = [tags.utf8, tags.printable, tags.ia5].includes(value?.tag);
  const folded = () => value.body.toString('utf8').trim().replace(/\s+/g, ' ').toLowerCase();
  return [oid(type), readable ? folded() : value?.bytes.toString('hex')];
}

// The relative distinguished names of a name, each in a form that can be compared.
function rdns(name) {
  const sets = elements(expect(name, tags.sequence).body);
  return sets.map(({ body }) => JSON.stringify(elements(body).map(attribute).sort()));
}

// nameKey gives a text that is the same for names that match.
export const nameKey = (name) => rdns(name).join(' ');

// The names of a certificate that constraints apply to. An address in the subject counts where the
// alternative names have none.
export function namesOf({ subjectName, extensions: { subjectAltName = [] } }) {
  const subject = rdns(subjectName);
  const names = [...subjectAltName];
  if (subject.length > 0) names.push({ kind: 'directory', value: subject });
  if (subjectAltName.some(({ kind }) => kind === 'email')) return names;
  const attributes = subject.flatMap((set) => JSON.parse(set));
  const addresses = attributes.filter(([type]) => type === emailAddress);
  return [...names, ...addresses.map(([, value]) => ({ kind: 'email', value }))];
}

const lower = (value) => value.toLowerCase();
const below = (host, domain) => host.endsWith(domain) && host.length > domain.length;

function hostWithin(host, constraint) {
  return constraint.startsWith('.') ? below(host, constraint) : host === constraint;
}

// The host of a URI. A URI without a domain name for a host cannot be held to a constraint.
function hostOf(uri) {
  const host = /^[^:/?#]+:\/\/(?:[^/?#@]*@)?([^/?#:[\]]+)(?::\d*)?(?:[/?#]|$)/.exec(uri)?.[1];
  const named = host !== undefined && isIP(host) === 0;
  ensure(named, part, 'has a URI whose host cannot be held to a name constraint');
  return lower(host);
}

function ipWithin(address, constraint) {
  if (constraint.length !== address.length * 2) return false;
  const mask = constraint.subarray(address.length);
  return address.every((byte, i) => (byte & mask[i]) === (constraint[i] & mask[i]));
}

const within = {
  uri: (uri, constraint) => hostWithin(hostOf(uri), lower(constraint)),
  dns: (name, constraint) => constraint === '' || hostWithin(lower(name), lower(constraint))
    || below(lower(name), `.${lower(constraint)}`),
  email: (address, constraint) => (constraint.includes('@') ? address === constraint
    : hostWithin(lower(address.slice(address.lastIndexOf('@') + 1)), lower(constraint))),
  directory: (name, constraint) => constraint.every((rdn, i) => rdn === name[i]),
  ip: ipWithin,
};

// checkNames holds the names of a certificate to the constraints of one above it.
export function checkNames(names, { permitted, excluded }) {
  for (const { kind, value } of names) {
    const of = (trees) => trees.filter((tree) => tree.kind === kind);
    if (of(permitted).length + of(excluded).length === 0) continue;
    ensure(within[kind], part, `has a name of the kind ${kind}, which is constrained`);
    const holds = (tree) => within[kind](value, tree.value);
    ensure(!of(excluded).some(holds), part, 'has a name that is excluded above it');
    const right = of(permitted).length === 0 || of(permitted).some(holds);
    ensure(right, part, 'has a name that is not permitted above it');
  }
}
