// What the revisions of the drafts say, as tables: no other module compares versions.
// A revision that is not here is not supported.

const s2s = (n) => `s2s-protocol-0${n}`;

// build applies each list of changes to what came before, so that a revision is written down by
// what it changes.
function build(steps) {
  const table = { __proto__: null };
  let facts = {};
  for (const [names, changes] of steps) {
    facts = { ...facts, ...changes };
    for (const name of names) table[name] = facts;
  }
  return table;
}

const wit = build([
  [[s2s(0), s2s(1), s2s(2)], {
    typ: 'wimse-id+jwt', required: ['iss', 'sub', 'exp', 'jti', 'cnf'],
    keyNamesAlg: false, // cnf.jwk.alg has to be there
    issuersBound: false, // a trust domain is bound to its issuers
  }],
  [[s2s(3)], { required: ['sub', 'exp', 'cnf'] }],
  [[s2s(4), s2s(5), s2s(6)], { keyNamesAlg: true }],
  [[s2s(7), 'workload-creds-00'], { typ: 'wit+jwt' }],
  [['workload-creds-01', 'workload-creds-02'], { issuersBound: true }],
]);

const wpt = build([
  [[s2s(0)], {
    scheme: '', // of Authorization; empty: the proof is in Workload-Proof-Token
    typ: 'wimse-proof+jwt', required: ['iss', 'aud', 'exp', 'jti'],
    algOfKey: false, // alg is string-equal to cnf.jwk.alg
    ath: true, oth: 'string', status: 400,
    procedure: false, // a WIT is validated by the procedure that workload-creds has after -02
  }],
  [[s2s(1), s2s(2)], { required: ['iss', 'aud', 'exp', 'jti', 'wth'] }],
  [[s2s(3)], { required: ['aud', 'exp', 'jti', 'wth'] }],
  [[s2s(4), s2s(5), s2s(6)], { algOfKey: true }],
  [[s2s(7), 'wpt-00', 'wpt-01'], { typ: 'wpt+jwt', oth: 'object' }],
  [['wpt-02'], { scheme: 'WPT', ath: false, status: 401, procedure: true }],
]);

const fields = [
  'content-type', 'content-digest', 'authorization', 'txn-token', 'workload-identity-token',
];

const httpsig = build([
  [[s2s(0), s2s(1), s2s(2)], {
    tag: 'wimse-service-to-service', target: ['@request-target'], fields,
    digest: false, // a body needs a digest
    audience: '', // 'field' or 'parameter'
    signResponse: false, // wimse-sign-response asks for a signed response
    requestNonce: '', // wimse-req-nonce, 'required': when a signed response is; 'always'
    byTag: false, // the tag alone selects the signature, and only one may have it
    noncePerPeer: true, // a nonce counts as seen for its sender alone
    procedure: false, // as in wpt
  }],
  [[s2s(3), s2s(4)], { tag: 'wimse-workload-to-workload' }],
  [[s2s(5), s2s(6), s2s(7), 'http-signature-00', 'http-signature-01'], { digest: true }],
  [['http-signature-02'], { audience: 'field', fields: [...fields, 'wimse-audience'] }],
  [['http-signature-03'], { audience: 'parameter', fields }],
  [['http-signature-04', 'http-signature-05'], { requestNonce: 'required' }],
  [['http-signature-06'], { signResponse: true }],
  [['http-signature-07'], {
    target: ['@path', '@query'], requestNonce: 'always', byTag: true, noncePerPeer: false,
    procedure: true,
  }],
]);

const identifier = build([
  [[0, 1, 2, 3, 4, 5, 6, 7].map(s2s), { barred: [] }],
  [['identifier-00'], { barred: ['fragment'] }],
  [['identifier-02', 'identifier-03'], { barred: ['fragment', 'query', 'userinfo', 'port'] }],
]);

const mtls = build([
  [[...[0, 1, 2, 3, 4, 5, 6, 7].map(s2s), 'mutual-tls-00', 'mutual-tls-01'], {
    alwaysByName: false, // a client that connects by a DNS name has to find it in the certificate
  }],
  [['mutual-tls-02'], { alwaysByName: true }],
]);

const tables = { wit, wpt, httpsig, mtls, identifier };

const profiles = {
  __proto__: null,
  latest: [
    'workload-creds-02', 'wpt-02', 'http-signature-07', 'mutual-tls-02', 'identifier-03',
  ],
  '2025-11': [
    'workload-creds-00', 'wpt-00', 'http-signature-00', 'mutual-tls-00', 'identifier-00',
  ],
};

const mechanismOf = (revision) => Object.keys(tables).find((m) => revision in tables[m]);

// revisionsOf gives the revisions of a profile, whose name may have pinned revisions behind "+".
export function revisionsOf(profile) {
  const [name, ...pins] = profile.split('+');
  const revisions = {};
  for (const m of Object.keys(tables)) {
    revisions[m] = /^s2s-0[0-7]$/.test(name)
      ? s2s(name.at(-1)) : profiles[name]?.find((r) => r in tables[m]);
  }
  for (const pin of pins) revisions[mechanismOf(pin)] = pin;
  return revisions;
}

// factsOf gives the facts of each mechanism under the revisions that a kit names.
export function factsOf(revisions) {
  const facts = {};
  for (const [mechanism, table] of Object.entries(tables)) {
    const revision = revisions[mechanism];
    facts[mechanism] = table[revision];
    if (!facts[mechanism]) throw new Error(`${mechanism}: unknown revision ${revision}`);
  }
  const procedure = facts.wpt.procedure || facts.httpsig.procedure;
  if (!procedure) return facts;
  return { ...facts, wit: { ...facts.wit, keyNamesAlg: true, farExpiry: true } };
}
