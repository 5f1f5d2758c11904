// Certification paths: how one is found, and whether it is valid (RFC 5280, Section 6.1). Policy
// mappings are not processed: a critical one is unknown. Revocation is not looked at.
import { checkNames, namesOf } from './names.mjs';
import { Policies } from './policies.mjs';
import { Refusal, ensure } from './refusal.mjs';

const part = 'certificate';
const keyCertSign = 5;
const longest = 8;
const mostSignatures = 64;

function signedBy(certificate, issuer, budget) {
  budget.signatures -= 1;
  ensure(budget.signatures >= 0, part, 'has too many possible issuers');
  try {
    return certificate.x509.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

const selfIssued = ({ subject, issuer }) => subject === issuer;

// What holds for every certificate (Section 6.1.3), apart from its signature. TLS does without MD5
// and SHA-1 (RFC 8446, Section 4.4.2.4).
function checkEach(certificate, now, constraints, last) {
  const { notBefore, notAfter, weaklySigned, extensions: { unknownCritical } } = certificate;
  ensure(now >= notBefore, part, 'is not valid yet');
  ensure(now <= notAfter, part, 'has expired');
  ensure(!weaklySigned, part, 'is signed over a hash that is too weak');
  ensure(unknownCritical.length === 0, part, 'has a critical extension that is not understood');
  if (selfIssued(certificate) && !last) return;
  const names = namesOf(certificate);
  for (const constraint of constraints) checkNames(names, constraint);
}

// What makes a certificate one of an authority (Section 6.1.4).
function checkAuthority({ version, extensions: { basicConstraints, keyUsage } }) {
  const authority = version === 3 && basicConstraints?.ca;
  ensure(authority, part, 'comes from a certificate that is no authority');
  const signs = !keyUsage || keyUsage.has(keyCertSign);
  ensure(signs, part, 'comes from an authority whose key may not sign certificates');
}

// checkPath holds a path to the rules. It runs from below the trust anchor to the leaf.
function checkPath(path, now) {
  const constraints = [];
  const policies = new Policies(path.length);
  let left = Infinity;
  for (const [i, certificate] of path.entries()) {
    const last = i === path.length - 1;
    const { extensions } = certificate;
    checkEach(certificate, now, constraints, last);
    policies.process(extensions, last, selfIssued(certificate));
    if (last) break;
    checkAuthority(certificate);
    if (!selfIssued(certificate)) left -= 1;
    ensure(left >= 0, part, 'comes under more authorities than allowed');
    left = Math.min(left, extensions.basicConstraints.pathLength);
    if (extensions.nameConstraints) constraints.push(extensions.nameConstraints);
  }
  policies.check();
}

// paths gives each path from an anchor down to the end of what is there of it.
function* paths(path, pool, anchors, budget) {
  const [top] = path;
  const issues = (issuer) => issuer.subject === top.issuer && signedBy(top, issuer, budget);
  if (anchors.some(issues)) yield path;
  if (path.length === longest) return;
  for (const issuer of pool.filter((one) => !path.includes(one) && issues(one))) {
    yield* paths([issuer, ...path], pool, anchors, budget);
  }
}

// validate refuses a certificate unless one of its paths to an anchor is valid.
export function validate(leaf, others, anchors, now) {
  let refusal = new Refusal(part, 'does not lead to a trust anchor of its trust domain');
  const budget = { signatures: mostSignatures };
  for (const path of paths([leaf], others, anchors, budget)) {
    try {
      return checkPath(path, now);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}
