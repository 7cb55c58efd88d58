import type { FileRefusal } from './refusals.ts'

/** Longest name kept, in characters, extension included. */
const LONGEST_NAME = 120

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu
const PATH = /[/\\]|^[a-z]:|^\.{1,2}$/iu

/** Lower-case extension without the dot, at most ten letters; '' when there is none. */
export const extensionOf = (name: string): string => /[^.]\.([0-9a-z]{1,10})$/iu.exec(name)?.[1]?.toLowerCase() ?? ''

/** The last part of a name that is a path: 'C:\\资料\\照片.jpg' gives '照片.jpg'. */
export const baseNameOf = (name: string): string =>
  name
    .replace(/^[a-z]:/iu, '')
    .split(/[/\\]/u)
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .at(-1) ?? ''

const shortened = (name: string): string => {
  const characters = Array.from(name)
  if (characters.length <= LONGEST_NAME) return name
  const extension = extensionOf(name)
  const tail = extension ? `.${extension}` : ''
  return `${characters.slice(0, LONGEST_NAME - tail.length - 1).join('')}…${tail}`
}

/**
 * The name under which a file is shown and downloaded. A path is refused (with `baseName` to offer instead), invisible and
 * direction-changing characters are taken out (so that 'photo‮gpj.exe' shows its true end), characters that a Windows
 * folder cannot hold become '_', overlong names are cut before the extension. A stored path is never made from a name.
 */
export const safeName = (name: string): { name: string } | (FileRefusal & { baseName: string }) => {
  const visible = name.normalize('NFC').replace(INVISIBLE, '').trim()
  if (PATH.test(visible)) return { refused: 'name-is-path', baseName: baseNameOf(visible) }
  const bare = visible.replace(/[<>:"|?*]/gu, '_').replace(/^\.+|[. ]+$/gu, '')
  if (bare === '') return { refused: 'name-missing', baseName: '' }
  return { name: shortened(RESERVED.test(bare) ? `_${bare}` : bare) }
}
