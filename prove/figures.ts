/** A positive whole number from the environment, for shorter or longer runs. */
export const figure = (name: string, usual: number): number => {
  const given = Number(process.env[name])
  return Number.isInteger(given) && given > 0 ? given : usual
}

/** Tells what was measured. */
export const report = (line: string): void => {
  process.stdout.write(`${line}\n`)
}
