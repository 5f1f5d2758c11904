// DER (ITU-T X.690), as far as certificates need it: tags of one byte, definite lengths in their
// shortest form. An element is {tag, body, bytes}, where bytes has the tag and the length as well.
import { ensure } from './refusal.mjs';

const part = 'certificate';

export const tags = {
  boolean: 0x01, integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, utf8: 0x0c,
  printable: 0x13, ia5: 0x16, utcTime: 0x17, generalizedTime: 0x18, sequence: 0x30, set: 0x31,
};

// context gives the tag of an element that is told apart by a number.
export const context = (number, constructed = false) => (constructed ? 0xa0 : 0x80) | number;

function length(bytes, at) {
  const first = bytes[at];
  ensure(first !== undefined, part, 'ends within an element');
  if (first < 0x80) return [first, at + 1];
  const count = first & 0x7f;
  ensure(count > 0 && count < 5 && at + count < bytes.length, part, 'has a length that is not DER');
  const value = bytes.readUIntBE(at + 1, count);
  const shortest = value >= 0x80 && bytes[at + 1] !== 0;
  ensure(shortest, part, 'has a length that is not DER');
  return [value, at + 1 + count];
}

function next(bytes, at) {
  const tag = bytes[at];
  ensure((tag & 0x1f) !== 0x1f, part, 'has a tag of several bytes');
  const [size, start] = length(bytes, at + 1);
  const end = start + size;
  ensure(end <= bytes.length, part, 'ends within an element');
  return { tag, body: bytes.subarray(start, end), bytes: bytes.subarray(at, end) };
}

// elements gives all elements of a constructed body.
export function elements(body) {
  const found = [];
  for (let at = 0; at < body.length; at += found.at(-1).bytes.length) found.push(next(body, at));
  return found;
}

// one gives the only element of some bytes, which has to have a tag.
export function one(bytes, tag) {
  const found = elements(bytes);
  ensure(found.length === 1, part, 'has something behind an element');
  return expect(found[0], tag);
}

export function expect(element, tag) {
  ensure(element?.tag === tag, part, 'has another element than the one that has to stand there');
  return element;
}

export const list = (bytes, tag = tags.sequence) => elements(one(bytes, tag).body);

export function boolean({ body }) {
  ensure(body.length === 1 && [0, 0xff].includes(body[0]), part, 'has a boolean that is not DER');
  return body[0] === 0xff;
}

// integer gives a number that is not negative and below 2^48.
export function integer({ body }) {
  ensure(body.length > 0 && body.length < 7 && body[0] < 0x80, part, 'has a number out of range');
  const shortest = body.length === 1 || body[0] !== 0 || body[1] >= 0x80;
  ensure(shortest, part, 'has a number that is not DER');
  return body.readUIntBE(0, body.length);
}

// bits gives the numbers of the bits that are set.
export function bits({ body }) {
  ensure(body.length > 0 && body[0] < 8, part, 'has a bit string that is not DER');
  const size = (body.length - 1) * 8 - body[0];
  const set = (n) => (body[1 + (n >> 3)] & (0x80 >> (n & 7))) !== 0;
  return new Set(Array.from({ length: Math.max(size, 0) }, (_, n) => n).filter(set));
}

// oid gives an object identifier in its dotted form.
export function oid(element) {
  const { body } = expect(element, tags.oid);
  ensure(body.length > 0 && body.at(-1) < 0x80, part, 'has an object identifier that is not DER');
  const arcs = [];
  let arc = 0n;
  for (const byte of body) {
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    if (byte >= 0x80) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const top = arcs[0] < 80n ? arcs[0] / 40n : 2n;
  return [top, arcs[0] - top * 40n, ...arcs.slice(1)].join('.');
}
