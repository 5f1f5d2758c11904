// The recipient, Workload B: authenticates a request by its WIT and its proof, or by the connection
// that it came over, and answers it, with a signature where one is asked for.
import { parseDictionary } from 'structured-headers';
import { Message } from './message.mjs';
import { Refusal, ensure } from './refusal.mjs';
import { addSignature, checkRequestAudience, selected, verifySignature } from './signature.mjs';
import { clientOf } from './tls.mjs';
import { verifyWit } from './wit.mjs';
import { presentedWpt, verifyWpt } from './wpt.mjs';

// authenticate gives who sent a request, and the parameters of its signature if it has one. A
// request with both kinds of proof is accepted if both are good.
export async function authenticate(message, context, bindings = ['wpt', 'httpsig']) {
  const { facts, recipient } = context;
  const wit = await verifyWit(message, context);
  const proof = bindings.includes('wpt') ? presentedWpt(message, facts.wpt) : undefined;
  const signed = bindings.includes('httpsig') && selected(message, facts.httpsig);
  const status = bindings.includes('wpt') ? facts.wpt.status : 400;
  ensure(proof !== undefined || signed, 'proof', 'is not there', status);
  if (proof !== undefined) await verifyWpt(proof, wit, message, context);
  if (!signed) return { caller: wit.subject };
  const params = verifySignature(message, undefined, wit, context, (given) => {
    checkRequestAudience(given, message, facts.httpsig, recipient.audience);
    const asks = given.get('wimse-sign-response') ?? false;
    const readable = !facts.httpsig.signResponse || typeof asks === 'boolean';
    ensure(readable, 'signature', 'asks with no boolean');
  });
  return { caller: wit.subject, params };
}

// What Accept-Signature prefers: the label under which to sign, undefined if it is not about us.
function preferred(message, facts) {
  let wanted;
  try {
    wanted = parseDictionary(message.values('accept-signature').join(', '));
  } catch {
    return undefined;
  }
  const lists = [...wanted].filter(([, [list]]) => Array.isArray(list));
  return lists.find(([, [, params]]) => (params.get('tag') ?? facts.tag) === facts.tag)?.[0];
}

// Under which label the response is to be signed; undefined: not at all.
function responseLabel(message, params, { facts: { httpsig: facts }, recipient }) {
  if (!params) return undefined;
  const asked = facts.signResponse ? params.get('wimse-sign-response') : undefined;
  const mode = recipient.response_signing || 'asked';
  ensure(mode !== 'never' || !asked, 'response', 'cannot be signed here', 501);
  if (mode === 'never') return undefined;
  const preference = asked === false ? undefined : preferred(message, facts);
  return asked || mode === 'always' ? preference ?? 'wimse' : preference;
}

function json(status, value, type = 'application/json') {
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  return new Message({ status, headers: [['Content-Type', type]], body });
}

// Over mutual TLS the certificate alone says who the caller is, whatever the fields say.
async function accept(message, context) {
  const { caller, params } = context.connection
    ? { caller: clientOf(context.connection, context) } : await authenticate(message, context);
  const label = responseLabel(message, params, context);
  const response = json(200, { caller });
  if (message.method === 'HEAD') Object.assign(response, { body: Buffer.alloc(0), headers: [] });
  if (context.callerHeader) response.set(context.callerHeader, caller);
  if (label === undefined) return response;
  response.set('Workload-Identity-Token', context.workload.wit);
  const nonce = [['wimse-req-nonce', params.get('nonce')]];
  const binding = context.facts.httpsig.requestNonce ? nonce : [];
  addSignature(response, message, { ...context, label, params: binding });
  return response;
}

// answer gives the response to a request: 2xx, or problem details that name the part that failed.
export async function answer(message, context) {
  try {
    return await accept(message, context);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, message: detail } = error;
    const problem = { type: 'about:blank', title: 'not authenticated', status, detail };
    const response = json(status, problem, 'application/problem+json');
    if (status === 401) response.set('WWW-Authenticate', context.facts.wpt.scheme);
    return response;
  }
}
