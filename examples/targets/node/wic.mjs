// Workload Identity Certificates: what the peer of a TLS connection has to present
// (draft-ietf-wimse-mutual-tls-02, Section 3; draft-ietf-wimse-workload-creds-02, Sections 6.1 and
// 9.3; earlier the part of s2s-protocol on mutual TLS).
import { X509Certificate } from 'node:crypto';
import { parseCertificate } from './certificate.mjs';
import { checkHostname } from './hostname.mjs';
import { parseIdentifier, sameIdentifier } from './identifier.mjs';
import { validate } from './path.mjs';
import { ensure } from './refusal.mjs';

const part = 'certificate';
const most = 10;
const digitalSignature = 0;
const anyUsage = '2.5.29.37.0';
const purposes = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2' };

// The one identifier of a certificate.
function identifierOf({ extensions: { subjectAltName = [] } }, facts) {
  const uris = subjectAltName.filter(({ kind }) => kind === 'uri');
  ensure(uris.length === 1, part, 'does not have exactly one URI name');
  return parseIdentifier(uris[0].value, facts.identifier);
}

function anchorsOf(trustDomain, domains) {
  ensure(Object.hasOwn(domains, trustDomain), part, 'is of a trust domain that is not trusted');
  const pems = domains[trustDomain].x509_authorities ?? [];
  return pems.map((pem) => parseCertificate(new X509Certificate(pem).raw));
}

// What the key may be used for (RFC 5280, Sections 4.2.1.3 and 4.2.1.12).
function checkUsage({ extensions: { keyUsage, extKeyUsage } }, usage) {
  const signs = !keyUsage || keyUsage.has(digitalSignature);
  ensure(signs, part, 'has a key that may not sign a handshake');
  const right = [purposes[usage], anyUsage].some((purpose) => extKeyUsage?.includes(purpose));
  ensure(!extKeyUsage || right, part, `may not be used as that of a TLS ${usage}`);
}

// A client that knows which workload to expect has no need of the name, unless the draft says so.
function checkServer(leaf, { identifier, hostname }, { alwaysByName }) {
  const name = hostname && (alwaysByName || !identifier);
  ensure(name || identifier, part, 'cannot be told from those of other workloads');
  if (name) checkHostname(leaf, hostname);
}

// verifyPeer gives the identifier of a peer, or refuses it. expected has its usage, client or
// server, and what is known of it: trustDomain, identifier, hostname; empty where nothing is.
export function verifyPeer(certificates, expected, { facts, domains, now }) {
  ensure(certificates.length > 0, part, 'is not there');
  ensure(certificates.length <= most, part, 'comes with too many others');
  const [leaf, ...others] = certificates.map(parseCertificate);
  const { text, trustDomain } = identifierOf(leaf, facts);
  validate(leaf, others, anchorsOf(trustDomain, domains), now);
  checkUsage(leaf, expected.usage);
  const wanted = expected.trustDomain;
  ensure(!wanted || trustDomain === wanted, part, 'is of another trust domain');
  const same = !expected.identifier || sameIdentifier(text, expected.identifier);
  ensure(same, part, 'is that of another workload');
  if (expected.usage === 'server') checkServer(leaf, expected, facts.mtls);
  return text;
}
