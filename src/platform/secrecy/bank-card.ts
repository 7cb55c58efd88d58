/**
 * Whether a run of figures is the number of a bank card (银行卡号): 16 to 19 places that begin with 62, as cards issued here do,
 * and the check digit of ISO/IEC 7812-1. Spaces and hyphens inside are passed over.
 */
export const isBankCard = (written: string): boolean => {
  const number = written.replace(/[ -]/gu, '')
  if (!/^62[0-9]{14,17}$/u.test(number)) return false
  const sum = [...number].reverse().reduce((total, figure, place) => {
    const value = Number(figure) * (place % 2 === 1 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}
