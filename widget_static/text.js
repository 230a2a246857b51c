// Addresses and times as the wire carries them.

export function parsed(address, base) {
  try {
    return new URL(address, base);
  } catch {
    return null;
  }
}

// The wire carries some times in UTC without saying so.
export function moment(stamp) {
  const at = new Date(/(Z|[+-]\d\d:?\d\d)$/.test(stamp) ? stamp : `${stamp}Z`);
  return Number.isNaN(at.getTime()) ? new Date() : at;
}
