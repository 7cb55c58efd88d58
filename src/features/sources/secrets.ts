import { type FieldProblem, Problem, problems } from '../../platform/problem.ts'
import { type Hit, scan, scanFileName } from '../../platform/secrecy/index.ts'

/** Nobody reads more than this many places; the document is refused as a whole anyway. */
const MOST_PLACES = 20

const lineOf = (text: string, at: number): number => {
  let line = 1
  for (let next = text.indexOf('\n'); next !== -1 && next < at; next = text.indexOf('\n', next + 1)) line++
  return line
}

const withStop = (sentence: string): string => (/[。！？]$/.test(sentence) ? sentence : `${sentence}。`)

/** Places in a document that must not be kept here, each with its line, the words around it and the reason. */
export const secretPlaces = (
  text: string,
  fileName: string | null,
): { errors: FieldProblem[]; isClassified: boolean; count: number } => {
  const inName = fileName === null ? [] : scanFileName(fileName)
  const inText = scan(text)
  const say = (where: string, { excerpt, name, reason }: Hit) => withStop(`${where}“${excerpt}”：${name}。${reason}`)
  const errors = [
    ...inName.map((hit) => ({ pointer: '/fileId', detail: say('文件名', hit) })),
    ...inText.map((hit) => ({ pointer: '/text', detail: say(`第 ${lineOf(text, hit.start)} 行`, hit) })),
  ]
  return {
    errors: errors.slice(0, MOST_PLACES),
    count: errors.length,
    isClassified: [...inName, ...inText].some(({ ruleId }) => ruleId === 'classification-mark'),
  }
}

/** The refusal of a document with places that must not be kept. */
export const secretDocument = (
  found: { errors: FieldProblem[]; count: number },
  { isRemoved }: { isRemoved: boolean },
): Problem =>
  new Problem(problems.secrecy, {
    detail: isRemoved
      ? `文件带密级标志，已当场移除，未保存任何内容。共 ${found.count} 处，按保密规定在涉密渠道办理。`
      : `共 ${found.count} 处疑似涉密内容，未保存。按标出的位置和原因改写后再读入。`,
    errors: found.errors,
    extra: { isRemoved },
  })
