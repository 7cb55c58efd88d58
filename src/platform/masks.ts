/** 王**: the family name stays, and the length of the rest is not told. */
export const maskName = (name: string): string => (name ? `${[...name][0]}**` : '未知')

/** 3****************6: first and last sign stay, the length too. */
export const maskNumber = (value: string): string =>
  value.length < 3 ? '*'.repeat(value.length) : `${value[0]}${'*'.repeat(value.length - 2)}${value.at(-1)}`
