// Certificate policies (RFC 5280, Section 6.1), where every policy is welcome and none is asked for
// unless a certificate asks. Without policy mappings the tree is a set.
import { ensure } from './refusal.mjs';

const anyPolicy = '2.5.29.32.0';

export class Policies {
  #valid = new Set([anyPolicy]);
  #explicit;
  #any;

  constructor(length) {
    this.#explicit = length + 1;
    this.#any = length + 1;
  }

  // process takes a certificate into account, from the top of the path to the leaf.
  process(extensions, last, selfIssued) {
    const usesAny = this.#any > 0 || (!last && selfIssued);
    this.#valid = this.#narrowed(extensions.certificatePolicies ?? [], usesAny);
    ensure(this.#explicit > 0 || this.#valid.size > 0, 'certificate', 'has no valid policy');
    if (last || !selfIssued) {
      this.#explicit = Math.max(this.#explicit - 1, 0);
      this.#any = Math.max(this.#any - 1, 0);
    }
    const explicit = extensions.policyConstraints?.explicit ?? Infinity;
    if (!last || explicit === 0) this.#explicit = Math.min(this.#explicit, explicit);
    this.#any = Math.min(this.#any, extensions.inhibitAnyPolicy ?? Infinity);
  }

  #narrowed(policies, usesAny) {
    const named = policies.filter((policy) => policy !== anyPolicy);
    const allowed = (policy) => this.#valid.has(policy) || this.#valid.has(anyPolicy);
    const kept = usesAny && policies.includes(anyPolicy) ? this.#valid : [];
    return new Set([...named.filter(allowed), ...kept]);
  }

  // check says whether a policy is left where one has to be.
  check() {
    ensure(this.#explicit > 0 || this.#valid.size > 0, 'certificate', 'has no valid policy');
  }
}
