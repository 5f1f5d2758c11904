// Mutual TLS: connections whose other end has presented a Workload Identity Certificate. OpenSSL
// proves that the peer has the key, and nothing more: which authorities may vouch for a peer
// depends on the identifier in its certificate, so wic.mjs validates the path.
import { constants } from 'node:crypto';
import https from 'node:https';
import { isIP } from 'node:net';
import tls from 'node:tls';
import { verifyPeer } from './wic.mjs';

const patience = 10000;

// The certificates that a peer sent, in DER, the leaf first.
function presented(socket) {
  const found = [];
  let certificate = socket.getPeerX509Certificate();
  while (certificate) {
    found.push(certificate.raw);
    certificate = certificate.issuerCertificate;
  }
  return found;
}

const credentials = ({ workload }) => ({
  cert: workload.x509_certificate, key: workload.x509_key, minVersion: 'TLSv1.2',
  rejectUnauthorized: false,
});

// createServer makes a server for mutual TLS. Nothing is resumed: a session has the leaf alone, and
// without the rest of the chain it cannot be validated again.
export function createServer(context, options, handler) {
  const secureOptions = constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION;
  const own = { ...credentials(context), secureOptions, requestCert: true };
  return https.createServer({ ...own, ...options }, handler);
}

// clientOf gives the identifier of the client at the other end, or refuses it.
export function clientOf(socket, context) {
  return verifyPeer(presented(socket), { usage: 'client' }, context);
}

function handshake(options) {
  return new Promise((resolve, reject) => {
    const socket = tls.connect(options, () => resolve(socket));
    socket.setTimeout(patience, () => socket.destroy(new Error('the recipient does not answer')));
    socket.on('error', reject);
  });
}

// connect gives a connection to the server of a URL, and its identifier. Nothing is sent to a
// server that is refused.
export async function connect(url, identifier, context) {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const name = isIP(host) ? '' : host;
  const own = { ...credentials(context), ALPNProtocols: ['http/1.1'] };
  const socket = await handshake({ host, port: port || 443, servername: name, ...own });
  try {
    const expected = { usage: 'server', identifier, hostname: name };
    return { socket, peer: verifyPeer(presented(socket), expected, context) };
  } catch (error) {
    socket.destroy();
    throw error;
  }
}
