// Whether a server certificate is for the DNS name by which a client connects (RFC 9525,
// Section 6.3).
import { ensure } from './refusal.mjs';

const part = 'certificate';

// A wildcard is the whole leftmost label, stands for exactly one, and never for all of a name.
function matches(presented, labels) {
  const [first, ...rest] = presented.toLowerCase().split('.');
  const tail = labels.slice(1);
  const same = rest.length === tail.length && rest.every((label, i) => label === tail[i]);
  return same && (first === labels[0] || (first === '*' && tail.length > 0));
}

// checkHostname refuses a certificate none of whose DNS names matches. The subject never counts.
export function checkHostname({ extensions: { subjectAltName = [] } }, hostname) {
  const labels = hostname.toLowerCase().replace(/\.$/, '').split('.');
  const names = subjectAltName.filter(({ kind }) => kind === 'dns');
  const found = names.some(({ value }) => matches(value, labels));
  ensure(found, part, 'is not for the name of the server');
}
