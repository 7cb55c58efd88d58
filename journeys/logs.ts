import { isResidentId } from '../src/platform/secrecy/resident-id.ts'

/**
 * What may stand in no line that the program prints, and does (A06): numbers of persons, of their telephones, cookies of
 * sessions, and the values given. Each with the line it stands in.
 */
export const secretsIn = (text: string, values: readonly string[] = []): string[] =>
  text.split('\n').filter((line) => {
    const runs = line.match(/(?<![0-9a-zA-Z-])[0-9]{17}[0-9xX](?![0-9a-zA-Z-])/g) ?? []
    return (
      runs.some(isResidentId) ||
      /(?<![0-9a-zA-Z.-])1[0-9]{10}(?![0-9a-zA-Z.-])/.test(line) ||
      /tongxin=[^;\s"]{20}/.test(line) ||
      values.some((value) => line.includes(value))
    )
  })
