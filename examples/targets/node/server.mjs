// Serves every role on one port, and the recipient for mutual TLS on another, which is that of the
// kit's mtls_url, or the next one:
//
//     node server.mjs --kit DIR [--listen PORT] [--listen-mtls PORT] [--caller-header NAME]
//
// The folder of the kit can also be named by WIMSESPEC_KIT. With --listen, where 0 is any free port,
// it prints where it serves what.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { call } from './caller.mjs';
import { collect } from './client.mjs';
import { issue, newIssuer } from './issuer.mjs';
import { isObject } from './jwt.mjs';
import { Message, rawPairs } from './message.mjs';
import { answer } from './recipient.mjs';
import { Refusal, ensure } from './refusal.mjs';
import { Replays } from './replay.mjs';
import { factsOf } from './revisions.mjs';
import { createServer } from './tls.mjs';
import { answerVector } from './verifier.mjs';

const { values: flags } = parseArgs({ options: {
  kit: { type: 'string', default: process.env.WIMSESPEC_KIT },
  listen: { type: 'string' },
  'listen-mtls': { type: 'string' },
  'caller-header': { type: 'string', default: 'Wimse-Caller' },
} });
if (!flags.kit) throw new Error('name the folder of the kit by --kit or WIMSESPEC_KIT');

const kit = JSON.parse(readFileSync(join(flags.kit, 'kit.json')));
const facts = factsOf(kit.revisions);
const own = new URL(kit.recipient?.url || 'http://127.0.0.1:18431/orders');
const issuer = await newIssuer(facts);
const replays = { recipient: new Replays(), caller: new Replays() };
let fixedClock = null;

const now = () => fixedClock ?? Math.floor(Date.now() / 1000);

function contextOf(role) {
  const recipient = { ...kit.recipient, audience: kit.recipient?.audience || own.href };
  return {
    facts, recipient, domains: kit.trust_domains, workload: kit.workloads[role],
    replays: replays[role], now: now(), callerHeader: flags['caller-header'],
  };
}

function parse(body) {
  let value;
  try {
    value = JSON.parse(body);
  } catch { /* refused below */ }
  ensure(isObject(value), 'request', 'is not a JSON object');
  return value;
}

function setClock({ now: to }) {
  ensure(to === null || Number.isInteger(to), 'clock', 'is neither a number nor null');
  fixedClock = to;
}

// What each path gives to the JSON that is posted to it.
const posts = {
  '/call': (order) => call(order, contextOf('caller')),
  '/wit': async (order) => ({ wit: await issue(issuer, order, now()) }),
  '/verify': (file) => answerVector(file, kit),
  '/clock': setClock,
};

function reply(response, status, value) {
  const body = value === undefined ? undefined : JSON.stringify(value);
  response.writeHead(status, body && { 'Content-Type': 'application/json' }).end(body);
}

// connection is that of mutual TLS, by which the caller is authenticated then.
async function protect(request, response, body, connection) {
  const { method, url, rawHeaders } = request;
  const message = new Message({ method, url, headers: rawPairs(rawHeaders), body });
  const given = await answer(message, { ...contextOf('recipient'), connection });
  response.writeHead(given.status, given.headers.flat()).end(given.body);
}

async function serve(request, response) {
  const [path] = request.url.split('?');
  const body = await collect(request, path === '/verify' ? 1 << 24 : undefined);
  if (path === '/jwks.json') return reply(response, 200, issuer.jwks);
  if (!Object.hasOwn(posts, path)) return protect(request, response, body);
  ensure(request.method === 'POST', 'request', 'is not a POST', 405);
  const value = await posts[path](parse(body));
  return reply(response, value === undefined ? 204 : 200, value);
}

async function serveMutualTls(request, response) {
  return protect(request, response, await collect(request), request.socket);
}

// guarded answers what goes wrong in a handler.
const guarded = (handler) => async (request, response) => {
  try {
    await handler(request, response);
  } catch (error) {
    if (error instanceof Refusal) return reply(response, error.status, { error: error.message });
    console.error(error);
    return reply(response, 500, { error: 'an error of the implementation' });
  }
};

function listen(server, port) {
  return new Promise((resolve) => {
    server.listen(port, own.hostname, () => resolve(`${own.hostname}:${server.address().port}`));
  });
}

// mutualPort is the port of the kit where its ports are used, and otherwise the next one.
function mutualPort() {
  const named = flags.listen === undefined && kit.recipient?.mtls_url;
  return named ? new URL(named).port || 443 : port && port + 1;
}

const options = { maxHeaderSize: 1 << 18 };
const port = Number(flags.listen ?? (own.port || 80));
const at = await listen(http.createServer(options, guarded(serve)), port);
const mutual = createServer(contextOf('recipient'), options, guarded(serveMutualTls));
const mutualAt = await listen(mutual, Number(flags['listen-mtls'] ?? mutualPort()));

// Who says where to listen is told where the roles are, in the words of a target file.
if (flags.listen) {
  console.log(JSON.stringify({
    recipient: {
      url: `http://${at}/orders`, mtls_url: `https://${mutualAt}/orders`,
      audience: contextOf('recipient').recipient.audience,
    },
    caller: { url: `http://${at}/call` },
    verifier: { url: `http://${at}/verify` },
    issuer: { url: `http://${at}/wit`, jwks_url: `http://${at}/jwks.json` },
  }));
}
