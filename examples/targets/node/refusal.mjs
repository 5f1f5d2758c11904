// Why a message is not accepted: the part that failed, the status that its draft says, the reason.
// No reason quotes a token.

export class Refusal extends Error {
  constructor(part, reason, status = 400) {
    super(`${part}: ${reason}`);
    this.part = part;
    this.status = status;
  }
}

export function ensure(condition, part, reason, status) {
  if (!condition) throw new Refusal(part, reason, status);
}
