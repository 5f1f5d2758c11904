// The verifier: answers what the implementation does with the steps of one test vector. Everything
// that it needs stands in the file, the clock included.
import { parseIdentifier, sameIdentifier } from './identifier.mjs';
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

const mechanisms = ['identifier', 'wit', 'wpt', 'httpsig', 'mtls'];

async function checkStep(step, mechanism, vector, context) {
  if (mechanism === 'identifier') return checkIdentifiers(step, context);
  if (mechanism === 'mtls') return checkPeer(step, context);
  const request = new Message(step.request);
  if (mechanism === 'wit') return verifyWit(request, context);
  if (vector.role !== 'caller') return authenticate(request, context, [mechanism]);
  const { require_signed_response: required, expected_peer: peer } = vector.caller;
  return judge(request, new Message(step.response), { required, peer }, context);
}

// answerVector gives the result of a file with one vector. kit says which revisions hold where the
// file names none that are known.
export async function answerVector(file, kit) {
  ensure(mechanisms.includes(file.mechanism), 'vector', 'is of a mechanism that is not supported');
  const revisions = { ...kit.revisions, ...(file.profile ? revisionsOf(file.profile) : {}) };
  revisions[file.mechanism] = file.revision;
  const [vector] = file.vectors;
  const context = {
    facts: factsOf(revisions), domains: file.trust_domains, recipient: vector.recipient,
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
