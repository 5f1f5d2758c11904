// The caller, Workload A: makes the one call that it is told to make, with its own credentials, and
// decides whether to accept the response. Redirects are never followed: credentials that were made
// for one recipient are not for another.
import http from 'node:http';
import https from 'node:https';
import { rootCertificates } from 'node:tls';
import { serializeDictionary } from 'structured-headers';
import { sameIdentifier } from './identifier.mjs';
import { Message, rawPairs } from './message.mjs';
import { ensure } from './refusal.mjs';
import { addSignature, selected, verifySignature } from './signature.mjs';
import { verifyWit } from './wit.mjs';
import { addWpt } from './wpt.mjs';

const part = 'call';
const longest = 1 << 20;
const ours = ['workload-identity-token', 'workload-proof-token', 'signature', 'signature-input', 'wimse-audience', 'host', 'content-length', 'transfer-encoding'];

function checkOrder(order, message, { facts }) {
  ensure(['wpt', 'httpsig'].includes(order.binding), part, 'is to be made with an unknown binding');
  ensure(/^https?:\/\/[^/?#@]+([/?][^#]*)?$/.test(order.url), part, 'has a target that is no http URL');
  for (const name of ours) ensure(!message.has(name), part, `has a field ${name} that is ours to make`);
  const taken = order.binding === 'wpt' && facts.wpt.scheme && message.has('authorization');
  ensure(!taken, part, 'has an Authorization field where the proof has to stand');
  ensure(order.binding === 'httpsig' || !order.require_signed_response, part, 'cannot ask for a signature with a WPT');
}

function checkOwnWit({ workload, now }) {
  const { exp } = JSON.parse(Buffer.from(workload.wit.split('.')[1], 'base64url'));
  ensure(exp > now, part, 'would be made with a WIT that has expired');
}

// Accept-Signature asks for a signed response where there is no wimse-sign-response yet.
function acceptSignature(facts) {
  const of = (name, params = []) => [name, new Map(params)];
  const list = [of('@status'), of('content-type'), of('content-digest'), of('workload-identity-token'),
    ...['@method', ...facts.target].map((name) => of(name, [['req', true]]))];
  const params = new Map([['created', true], ['expires', true], ['tag', facts.tag]]);
  return serializeDictionary(new Map([['wimse', [list, params]]]));
}

function addOurSignature(order, message, audience, context) {
  const facts = context.facts.httpsig;
  const params = [];
  if (facts.audience === 'field') message.set('Wimse-Audience', audience);
  if (facts.audience === 'parameter') params.push(['wimse-aud', audience]);
  if (order.require_signed_response && facts.signResponse) params.push(['wimse-sign-response', true]);
  else if (order.require_signed_response) message.set('Accept-Signature', acceptSignature(facts));
  addSignature(message, undefined, { ...context, params });
}

// prepare makes the request of an order.
export async function prepare(order, context) {
  const message = new Message({ ...order, headers: [...(order.headers ?? [])] });
  checkOrder(order, message, context);
  checkOwnWit(context);
  const audience = order.audience || order.url.replace(/[?#].*$/s, '');
  message.set('Workload-Identity-Token', context.workload.wit);
  const understood = context.recipient.understood_tokens ?? [];
  if (order.binding === 'wpt') await addWpt(message, { ...context, audience, understood });
  else addOurSignature(order, message, audience, context);
  return message;
}

function options(message, context) {
  const { protocol, hostname, port } = new URL(message.url);
  const { path, query, authority } = message.target;
  const authorities = Object.values(context.domains).flatMap((d) => d.x509_authorities ?? []);
  const headers = [...message.headers, ['Host', authority]];
  if (message.body.length > 0) headers.push(['Content-Length', String(message.body.length)]);
  return {
    protocol, hostname: hostname.replace(/^\[|\]$/g, ''), port, method: message.method, path: path + query,
    headers: headers.flat(), agent: false, timeout: 10000, ca: [...rootCertificates, ...authorities],
  };
}

// send gives the response, whatever it says.
function send(message, context) {
  const client = message.url.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    const request = client.request(options(message, context), async (response) => {
      try {
        const body = await collect(response);
        resolve(new Message({ status: response.statusCode, headers: rawPairs(response.rawHeaders), body }));
      } catch (error) {
        reject(error);
      }
    });
    request.on('error', reject);
    request.on('timeout', () => request.destroy(new Error('the recipient does not answer')));
    request.end(message.body);
  });
}

export async function collect(stream) {
  const chunks = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > longest) throw new Error('the body is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function checkRequestNonce(params, request, required, facts) {
  if (!facts.requestNonce) return;
  const given = params.get('wimse-req-nonce');
  if (given === undefined && facts.requestNonce === 'required' && !required) return;
  const [, [, sent]] = selected(request, facts);
  ensure(given === sent.get('nonce'), 'response', 'is bound to another request');
}

// judge gives the peer that signed a response, '' for an unsigned one that may be so, or refuses.
export async function judge(request, response, { required, peer }, context) {
  const facts = context.facts.httpsig;
  if (!selected(response, facts)) {
    ensure(!required, 'response', 'is not signed');
    return '';
  }
  const wit = await verifyWit(response, context);
  ensure(!peer || sameIdentifier(wit.subject, peer), 'response', 'comes from another workload');
  verifySignature(response, request, wit, context, (params) => {
    checkRequestNonce(params, request, required, facts);
  });
  return wit.subject;
}

async function outcome(order, request, response, context) {
  const result = { sent: true, status: response.status, accepted: true, peer: '', error: '' };
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
  try {
    request = await prepare(order, context);
    response = await send(request, context);
  } catch (error) {
    return { sent: false, status: 0, accepted: false, peer: '', error: error.message };
  }
  return outcome(order, request, response, context);
}
