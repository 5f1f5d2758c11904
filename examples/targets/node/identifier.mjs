// Workload Identifiers (draft-ietf-wimse-identifier, Section 4.1): URIs by the grammar of RFC 3986
// whose authority is the trust domain. WHATWG URL parsers mend what is wrong, so none is used.
import { isIPv6 } from 'node:net';
import { ensure } from './refusal.mjs';

const longest = 4096;
const pchar = "(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})";
const userinfo = "(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*";
const name = "(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*";
const uri = new RegExp(
  `^(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?:(?<userinfo>${userinfo})@)?`
  + `(?<host>\\[[0-9A-Fa-fv:.]+\\]|${name})(?::(?<port>[0-9]*))?(?<path>(?:/${pchar}*)*)`
  + `(?:\\?(?<query>(?:${pchar}|[/?])*))?(?:#(?<fragment>(?:${pchar}|[/?])*))?$`,
);

// parseIdentifier gives the trust domain of an identifier, or refuses.
export function parseIdentifier(text, facts) {
  ensure(typeof text === 'string', 'identifier', 'is not a string');
  ensure(text.length <= longest, 'identifier', `is longer than ${longest} bytes`);
  const parts = text.match(uri)?.groups;
  ensure(parts, 'identifier', 'is no absolute URI with an authority');
  ensure(parts.host !== '', 'identifier', 'has no trust domain');
  const address = parts.host.startsWith('[');
  ensure(!address || isIPv6(parts.host.slice(1, -1)), 'identifier', 'has no good host');
  for (const part of facts.barred) {
    ensure(parts[part] === undefined, 'identifier', `has a ${part}`);
  }
  return { text, scheme: parts.scheme, trustDomain: parts.host };
}

// sameIdentifier compares complete URIs, byte by byte.
export const sameIdentifier = (a, b) => a === b;
