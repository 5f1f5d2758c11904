// The signature base of RFC 9421, Section 2.5.
import {
  parseDictionary, parseItem, parseList,
  serializeDictionary, serializeInnerList, serializeItem, serializeList,
} from 'structured-headers';
import { ensure } from './refusal.mjs';

const part = 'signature';

const derivations = {
  '@method': ({ message }) => message.method,
  '@path': ({ message }) => message.target.path,
  '@query': ({ message }) => message.target.query || '?',
  '@request-target': ({ message }) => requestTarget(message),
  '@authority': ({ message }) => authority(message),
  '@status': ({ message }) => String(message.status),
};

// A target in absolute form that comes from a vector stands for the origin form that would be sent.
function requestTarget(message) {
  const { path, query } = message.target;
  return path + query;
}

function authority(message) {
  return (message.values('host')[0] ?? message.target.authority).toLowerCase();
}

function derived(name, params, context) {
  ensure(Object.hasOwn(derivations, name), part, 'covers a derived component that is not known');
  const known = [...params.keys()].every((p) => p === 'req');
  ensure(known, part, 'covers a component with unknown parameters');
  const response = context.message.status !== undefined;
  ensure((name === '@status') === response, part, 'covers a component of another message');
  return derivations[name](context);
}

const types = [
  [parseDictionary, serializeDictionary], [parseList, serializeList], [parseItem, serializeItem],
];

// The strict form of a field (RFC 9421, Section 2.1.1) by the first type as which it can be read.
function strict(text) {
  for (const [parse, serialize] of types) {
    try {
      return serialize(parse(text));
    } catch { /* the next type */ }
  }
  return ensure(false, part, 'covers a field that is not structured');
}

function member(text, key) {
  const value = parseDictionary(text).get(key);
  ensure(value !== undefined, part, 'covers a member that is not there');
  return Array.isArray(value[0]) ? serializeInnerList(value) : serializeItem(value);
}

const bytes = (value) => serializeItem([Buffer.from(value, 'latin1'), new Map()]);

const flags = ['req', 'sf', 'bs'];

function field(name, params, { message }) {
  for (const [key, value] of params) {
    const right = key === 'key' ? typeof value === 'string' : flags.includes(key) && value === true;
    ensure(right, part, 'covers a field with unknown parameters');
  }
  ensure(name === name.toLowerCase(), part, 'covers a field that is not in lower case');
  ensure(message.has(name), part, 'covers a field that is not there');
  const values = message.values(name).map((v) => v.replace(/[ \t]*\r?\n[ \t]+/g, ' '));
  const once = !params.has('bs') || (!params.has('sf') && !params.has('key'));
  ensure(once, part, 'covers a field in two ways');
  if (params.has('bs')) return values.map(bytes).join(', ');
  if (params.has('key')) return member(values.join(', '), params.get('key'));
  return params.has('sf') ? strict(values.join(', ')) : values.join(', ');
}

function line([name, params], message, request) {
  ensure(typeof name === 'string', part, 'covers something that is no string');
  const other = params.get('req') === true;
  ensure(!other || request, part, 'covers a request in a request');
  const context = { message: other ? request : message };
  const value = name.startsWith('@') ? derived : field;
  return `${serializeItem([name, params])}: ${value(name, params, context)}`;
}

// signatureBase gives the base of an inner list of components with its parameters. request is the
// message that a response answers.
export function signatureBase(list, message, request) {
  const identifiers = list[0].map(([name, params]) => JSON.stringify([name, [...params].sort()]));
  ensure(new Set(identifiers).size === identifiers.length, part, 'covers a component twice');
  const lines = list[0].map((component) => line(component, message, request));
  return [...lines, `"@signature-params": ${serializeInnerList(list)}`].join('\n');
}
