// HTTP as a client: one request, one response, no redirects, no connection that is used again.
import http from 'node:http';
import https from 'node:https';
import { rootCertificates } from 'node:tls';
import { Message, rawPairs } from './message.mjs';
import { ensure } from './refusal.mjs';

const longest = 1 << 20;

// With a connection nothing is left to do but HTTP on it.
function options(message, context, connection) {
  const { protocol, hostname, port } = new URL(message.url);
  const { path, query, authority } = message.target;
  const authorities = Object.values(context.domains).flatMap((d) => d.x509_authorities ?? []);
  const headers = [...message.headers, ['Host', authority]];
  if (message.body.length > 0) headers.push(['Content-Length', String(message.body.length)]);
  return {
    protocol, hostname: hostname.replace(/^\[|\]$/g, ''), port, path: path + query,
    method: message.method, headers: headers.flat(), agent: false, timeout: 10000,
    ca: [...rootCertificates, ...authorities],
    ...(connection && { agent: undefined, createConnection: () => connection }),
  };
}

// send makes a request and gives the response, whatever it says. connection is one that is open to
// the server already; without it one is made.
export function send(message, context, connection) {
  const client = message.url.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    const request = client.request(options(message, context, connection), async (response) => {
      try {
        const body = await collect(response);
        const headers = rawPairs(response.rawHeaders);
        resolve(new Message({ status: response.statusCode, headers, body }));
      } catch (error) {
        reject(error);
      }
    });
    request.on('error', reject);
    request.on('timeout', () => request.destroy(new Error('the recipient does not answer')));
    request.end(message.body);
  });
}

// collect gives the body of a message, which may not be longer than limit.
export async function collect(stream, limit = longest) {
  const chunks = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    ensure(size <= limit, 'body', 'is too long', 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
