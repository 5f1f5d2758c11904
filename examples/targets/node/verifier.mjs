// The verifier: answers what the implementation does with the steps of one test vector. Everything
// that it needs stands in the file, the clock included.
import { parseIdentifier, sameIdentifier } from './identifier.mjs';
import { isObject } from './jwt.mjs';
import { Message } from './message.mjs';
import { authenticate } from './recipient.mjs';
import { Refusal, ensure } from './refusal.mjs';
import { Replays } from './replay.mjs';
import { judge } from './response.mjs';
import { factsOf, revisionsOf } from './revisions.mjs';
import { verifyPeer } from './wic.mjs';
import { verifyWit } from './wit.mjs';

function checkIdentifiers({ identifier, other }, { facts }) {
  parseIdentifier(identifier, facts.identifier);
  if (other === undefined) return;
  parseIdentifier(other, facts.identifier);
  ensure(sameIdentifier(identifier, other), 'identifier', 'is another one');
}

function checkPeer({ peer }, context) {
  const { usage, hostname, expect_trust_domain: trustDomain, expect_identifier: identifier } = peer;
  const certificates = peer.certificates.map((text) => Buffer.from(text, 'base64'));
  return verifyPeer(certificates, { usage, trustDomain, identifier, hostname }, context);
}

const part = 'vector';

// The member of a step that each mechanism asks about.
const subjects = {
  identifier: 'identifier', mtls: 'peer', wit: 'request', wpt: 'request', httpsig: 'request',
};

// What asks nothing gets no verdict: neither an acceptance nor a refusal.
function checkVector({ mechanism, vectors, trust_domains: domains }) {
  ensure(Object.hasOwn(subjects, mechanism), part, 'is of a mechanism that is not supported');
  ensure(Array.isArray(vectors) && vectors.length === 1, part, 'does not stand alone in vectors');
  const [vector] = vectors;
  ensure(Number.isInteger(vector?.verify_at), part, 'has no verify_at');
  ensure(Array.isArray(vector.steps) && vector.steps.length > 0, part, 'has no steps');
  const overHttp = subjects[mechanism] === 'request';
  const asksCaller = overHttp && vector.role === 'caller';
  const needed = [subjects[mechanism], ...(asksCaller ? ['response'] : [])];
  const whole = (step) => needed.every((member) => step?.[member] !== undefined);
  ensure(vector.steps.every(whole), part, `has a step without ${needed.join(' or ')}`);
  ensure(!overHttp || vector[asksCaller ? 'caller' : 'recipient'], part, 'has nobody to be asked');
  ensure(mechanism === 'identifier' || isObject(domains), part, 'comes without trust_domains');
}

async function checkStep(step, mechanism, vector, context) {
  if (mechanism === 'identifier') return checkIdentifiers(step, context);
  if (mechanism === 'mtls') return checkPeer(step, context);
  const request = new Message(step.request);
  if (mechanism === 'wit') return verifyWit(request, context);
  if (vector.role !== 'caller') return authenticate(request, context, [mechanism]);
  const { require_signed_response: required, expected_peer: peer } = vector.caller;
  return judge(request, new Message(step.response), { required, peer }, context);
}

function knownFacts(revisions) {
  try {
    return factsOf(revisions);
  } catch (error) {
    return ensure(false, part, `is of an unknown revision: ${error.message}`);
  }
}

// answerVector gives the result of a file with one vector. kit says which revisions hold where the
// file names none that are known.
export async function answerVector(file, kit) {
  checkVector(file);
  const revisions = { ...kit.revisions, ...(file.profile ? revisionsOf(String(file.profile)) : {}) };
  revisions[file.mechanism] = file.revision;
  const [vector] = file.vectors;
  const context = {
    facts: knownFacts(revisions), domains: file.trust_domains, recipient: vector.recipient,
    replays: new Replays(), now: vector.verify_at,
  };
  const steps = [];
  const details = [];
  for (const step of vector.steps) {
    try {
      await checkStep(step, file.mechanism, vector, context);
      steps.push('accept');
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      steps.push('reject');
      details.push(error.message);
    }
  }
  const result = steps.includes('reject') ? 'reject' : 'accept';
  return { result, steps, detail: details.join('; ') };
}
