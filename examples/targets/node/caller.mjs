// The caller, Workload A: makes the one call that it is told to make, with its own credentials, and
// decides whether to accept the response. Redirects are never followed: credentials that were made
// for one recipient are not for another.
import { serializeDictionary } from 'structured-headers';
import { send } from './client.mjs';
import { Message } from './message.mjs';
import { ensure } from './refusal.mjs';
import { judge } from './response.mjs';
import { addSignature } from './signature.mjs';
import { connect } from './tls.mjs';
import { addWpt } from './wpt.mjs';

const part = 'call';
const ours = [
  'workload-identity-token', 'workload-proof-token', 'signature', 'signature-input',
  'wimse-audience', 'content-digest', 'host', 'content-length', 'transfer-encoding',
];

function checkOrder(order, message, { facts }) {
  const known = ['wpt', 'httpsig', 'mtls'].includes(order.binding);
  ensure(known, part, 'is to be made with an unknown binding');
  const target = /^https?:\/\/[^/?#@]+([/?][^#]*)?$/.test(order.url);
  ensure(target, part, 'has a target that is no http URL');
  const secure = order.binding !== 'mtls' || order.url.startsWith('https:');
  ensure(secure, part, 'is to be made with mutual TLS to a target without TLS');
  for (const name of ours) ensure(!message.has(name), part, `has a field of ours: ${name}`);
  const taken = order.binding === 'wpt' && facts.wpt.scheme && message.has('authorization');
  ensure(!taken, part, 'has an Authorization field where the proof has to stand');
  const possible = order.binding === 'httpsig' || !order.require_signed_response;
  ensure(possible, part, 'cannot ask for a signature with this binding');
}

function checkOwnWit({ workload, now }) {
  const { exp } = JSON.parse(Buffer.from(workload.wit.split('.')[1], 'base64url'));
  ensure(exp > now, part, 'would be made with a WIT that has expired');
}

// Accept-Signature asks for a signed response where there is no wimse-sign-response yet.
function acceptSignature(facts) {
  const of = (name, params = []) => [name, new Map(params)];
  const own = ['@status', 'content-type', 'content-digest', 'workload-identity-token'];
  const ofRequest = ['@method', ...facts.target].map((name) => of(name, [['req', true]]));
  const list = [...own.map((name) => of(name)), ...ofRequest];
  const params = new Map([['created', true], ['expires', true], ['tag', facts.tag]]);
  return serializeDictionary(new Map([['wimse', [list, params]]]));
}

function addOurSignature(order, message, audience, context) {
  const facts = context.facts.httpsig;
  const params = [];
  if (facts.audience === 'field') message.set('Wimse-Audience', audience);
  if (facts.audience === 'parameter') params.push(['wimse-aud', audience]);
  const required = order.require_signed_response;
  if (required && facts.signResponse) params.push(['wimse-sign-response', true]);
  else if (required) message.set('Accept-Signature', acceptSignature(facts));
  addSignature(message, undefined, { ...context, params });
}

// prepare makes the request of an order.
export async function prepare(order, context) {
  const message = new Message({ ...order, headers: [...(order.headers ?? [])] });
  checkOrder(order, message, context);
  if (order.binding === 'mtls') return message;
  checkOwnWit(context);
  const audience = order.audience || order.url.replace(/[?#].*$/s, '');
  message.set('Workload-Identity-Token', context.workload.wit);
  const understood = context.recipient.understood_tokens ?? [];
  if (order.binding === 'wpt') await addWpt(message, { ...context, audience, understood });
  else addOurSignature(order, message, audience, context);
  return message;
}

async function outcome(order, request, response, peer, context) {
  const result = { sent: true, status: response.status, accepted: true, peer, error: '' };
  if (order.binding !== 'httpsig') return result;
  const want = { required: order.require_signed_response, peer: order.expected_peer };
  try {
    result.peer = await judge(request, response, want, context);
  } catch (error) {
    Object.assign(result, { accepted: false, error: error.message });
  }
  return result;
}

// call makes a call and gives what the trigger endpoint answers.
export async function call(order, context) {
  let request;
  let response;
  let over = { peer: '' };
  try {
    request = await prepare(order, context);
    if (order.binding === 'mtls') over = await connect(order.url, order.expected_peer, context);
    response = await send(request, context, over.socket);
  } catch (error) {
    return { sent: false, status: 0, accepted: false, peer: '', error: error.message };
  }
  return outcome(order, request, response, over.peer, context);
}
