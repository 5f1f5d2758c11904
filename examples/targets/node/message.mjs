// HTTP messages as they are on the wire: field lines in their order, the target as it was sent.

export class Message {
  constructor({ method, url, headers, body, status }) {
    Object.assign(this, { method, url, headers, status });
    this.body = Buffer.isBuffer(body) ? body : Buffer.from(body ?? '', 'base64');
  }

  // The values of the lines of a field, without the white space around them.
  values(name) {
    const wanted = name.toLowerCase();
    return this.headers.filter(([n]) => n.toLowerCase() === wanted)
      .map(([, value]) => value.replace(/^[ \t]+|[ \t]+$/g, ''));
  }

  has(name) {
    return this.values(name).length > 0;
  }

  set(name, value) {
    this.headers.push([name, value]);
  }

  // The parts of the target: absolute form or origin form.
  get target() {
    const parts = /^(https?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?/i.exec(this.url);
    const [, , authority = '', path, query = ''] = parts;
    return { authority, path: path || '/', query };
  }
}

// rawPairs makes pairs of node's flat list of field lines.
export function rawPairs(raw) {
  const pairs = [];
  for (let i = 0; i < raw.length; i += 2) pairs.push([raw[i], raw[i + 1]]);
  return pairs;
}
