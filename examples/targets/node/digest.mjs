// Content-Digest (RFC 9530, Section 2) with the two algorithms that the registry calls active.
import { createHash } from 'node:crypto';
import { parseDictionary, serializeDictionary } from 'structured-headers';
import { ensure } from './refusal.mjs';

const part = 'digest';
const known = { 'sha-256': 'sha256', 'sha-512': 'sha512' };
const sum = (name, body) => createHash(known[name]).update(body).digest();

// contentDigest gives the value of the field for a body.
export function contentDigest(body) {
  return serializeDictionary(new Map([['sha-256', [sum('sha-256', body), new Map()]]]));
}

function parse(message) {
  try {
    return parseDictionary(message.values('content-digest').join(', '));
  } catch {
    ensure(false, part, 'cannot be read');
  }
}

// checkDigest compares every digest of a known algorithm; needed says that a body has to have one.
export function checkDigest(message, needed) {
  const must = needed && message.body.length > 0;
  ensure(!must || message.has('content-digest'), part, 'is missing');
  if (!message.has('content-digest')) return;
  const digests = [...parse(message)].filter(([name]) => Object.hasOwn(known, name));
  ensure(!must || digests.length > 0, part, 'is of no algorithm that is known');
  for (const [name, [value]] of digests) {
    ensure(value instanceof ArrayBuffer, part, 'is no byte sequence');
    const [got, want] = [Buffer.from(value), sum(name, message.body)];
    ensure(got.equals(want), part, 'is that of another body');
  }
}
