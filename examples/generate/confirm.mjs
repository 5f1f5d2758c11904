// Verifies a folder of made examples with the cryptography of node alone: node confirm.mjs DIR
// Prints a line for each token, message and certificate: its file, and "verifies" or what is wrong.
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

const dir = process.argv[2]
const text = name => fs.readFileSync(path.join(dir, name), 'utf8')
const json = name => JSON.parse(text(name))
const publicKey = jwk => crypto.createPublicKey({key: jwk, format: 'jwk'})
const sha256 = (data, form) => crypto.createHash('sha256').update(data).digest(form)

function verify (alg, key, data, signature) {
  if (alg.startsWith('Ed')) return crypto.verify(null, data, key, signature)
  return crypto.verify('sha' + alg.slice(2), data, {key, dsaEncoding: 'ieee-p1363'}, signature)
}

function token (compact, key) {
  const [header, claims, signature] = compact.split('.')
  const {alg} = JSON.parse(Buffer.from(header, 'base64url'))
  if (!verify(alg, key, Buffer.from(`${header}.${claims}`), Buffer.from(signature, 'base64url'))) {
    throw new Error('the signature of a token is wrong')
  }
  return JSON.parse(Buffer.from(claims, 'base64url'))
}

function message (name) {
  const whole = text(name)
  const end = whole.indexOf('\n\n')
  const [first, ...lines] = whole.slice(0, end).split('\n')
  const fields = Object.fromEntries(lines.map(line => {
    const colon = line.indexOf(': ')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 2)]
  }))
  return {first, fields, body: whole.slice(end + 2).replace(/\n$/, '')}
}

const issuer = publicKey(json('issuer-jwk.json'))

function proof (name) {
  const {fields} = message(name)
  const wit = fields['workload-identity-token']
  const sent = fields['workload-proof-token'] ?? fields.authorization.replace('WPT ', '')
  const claims = token(sent, publicKey(token(wit, issuer).cnf.jwk))
  if ('wth' in claims && claims.wth !== sha256(wit, 'base64url')) throw new Error('wth is wrong')
}

function value (component, m, request) {
  const name = component.match(/"(.*?)"/)[1]
  const {first, fields} = component.endsWith(';req') ? request : m
  const [method, target] = first.split(' ')
  switch (name) {
    case '@method': return method
    case '@status': return target
    case '@request-target': return target
    case '@path': return target.split('?')[0]
    case '@query': return '?' + (target.split('?')[1] ?? '')
  }
  return fields[name]
}

function signed (name, requestName) {
  const m = message(name)
  const request = requestName && message(requestName)
  const {jwk} = token(m.fields['workload-identity-token'], issuer).cnf
  const input = m.fields['signature-input']
  const params = input.slice(input.indexOf('=') + 1)
  const components = params.slice(1, params.indexOf(')')).split(' ')
  const base = components.map(c => `${c}: ${value(c, m, request)}`)
  base.push(`"@signature-params": ${params}`)
  const signature = Buffer.from(m.fields.signature.match(/:(.*):/)[1], 'base64')
  if (!verify(jwk.alg, publicKey(jwk), Buffer.from(base.join('\n')), signature)) {
    throw new Error('the signature of the message is wrong')
  }
  const digest = m.body && `sha-256=:${sha256(m.body, 'base64')}:`
  if (m.body && m.fields['content-digest'] !== digest) throw new Error('Content-Digest is wrong')
}

function certificate (name) {
  const ca = new crypto.X509Certificate(text('mtls-ca.pem'))
  const own = new crypto.X509Certificate(text(name))
  if (!own.checkIssued(ca) || !own.verify(ca.publicKey)) throw new Error('the CA did not sign it')
  const key = crypto.createPrivateKey({key: json(name.replace('.pem', '-jwk.json')), format: 'jwk'})
  if (!own.checkPrivateKey(key)) throw new Error('the key is another one')
}

const checks = [
  ['wit.txt', name => token(text(name).trim(), issuer)],
  ['wpt-request.txt', proof],
  ['sigs-request.txt', signed],
  ['sigs-response.txt', name => signed(name, 'sigs-request.txt')],
  ['sigs-request-b-c.txt', signed],
  ['sigs-response-c.txt', name => signed(name, 'sigs-request-b-c.txt')],
  ['mtls-svca.pem', certificate],
  ['mtls-svcb.pem', certificate]
]
for (const [name, check] of checks) {
  try {
    check(name)
    console.log(`${name} verifies`)
  } catch (err) {
    console.log(`${name}: ${err.message}`)
  }
}
