import { evaluateFolder } from './evaluate.ts'
import { readFiles } from './read.ts'

const USAGE = `用法:
  tongxin read 文件… [--json|--table]      读文件，给出条款、数量、任务
  tongxin eval-reading 文件夹 [--clauses 0.98 --figures 0.97 --tasks 0.95 --units 0.95 --deadlines 0.95] [--faults]
                                           与标注对照，给出查准率、查全率和 F1；低于所给下限则以非零退出
`

/** Runs one command and answers its exit code: 0 done, 1 below a threshold or a file not read, 2 not understood. */
export const runCommand = async (words: string[]): Promise<number> => {
  const [name, ...rest] = words
  if (name === 'read') return readFiles(rest)
  if (name === 'eval-reading') return evaluateFolder(rest)
  process.stderr.write(USAGE)
  return 2
}
