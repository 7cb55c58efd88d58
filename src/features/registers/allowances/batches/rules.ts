/** Fewer than this many are told to nobody outside the office. Source: design, "Personal data". */
export const FEW = 5

/** What of a total is told: groups under five neither by head nor by sum, except to the office that keeps them. */
export const toldOf = <Total extends { heads: number; yuan: number }>(
  total: Total,
  isOffice: boolean,
): { heads: number | null; yuan: number | null } =>
  !isOffice && total.heads > 0 && total.heads < FEW
    ? { heads: null, yuan: null }
    : { heads: total.heads, yuan: total.yuan }
