// Whether a caller accepts the response to a request that it has signed.
import { sameIdentifier } from './identifier.mjs';
import { ensure } from './refusal.mjs';
import { selected, verifySignature } from './signature.mjs';
import { verifyWit } from './wit.mjs';

const part = 'response';

function checkRequestNonce(params, request, required, facts) {
  if (!facts.requestNonce) return;
  const given = params.get('wimse-req-nonce');
  if (given === undefined && facts.requestNonce === 'required' && !required) return;
  const [, [, sent]] = selected(request, facts);
  ensure(given === sent.get('nonce'), part, 'is bound to another request');
}

// judge gives the peer that signed a response, '' for an unsigned one that may be so, or refuses.
export async function judge(request, response, { required, peer }, context) {
  const facts = context.facts.httpsig;
  if (!selected(response, facts)) {
    ensure(!required, part, 'is not signed');
    return '';
  }
  const wit = await verifyWit(response, context);
  ensure(!peer || sameIdentifier(wit.subject, peer), part, 'comes from another workload');
  verifySignature(response, request, wit, context, (params) => {
    checkRequestNonce(params, request, required, facts);
  });
  return wit.subject;
}
