import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import type * as z from 'zod'
import { asClientProblem, ClientProblem, useApi, useSession } from '../../../platform/client/api.tsx'
import { fileUrl, previewUrl, thumbnailUrl, type UploadedFile, uploadFile } from '../../../platform/client/upload.ts'
import {
  type FieldProblem,
  formatDay,
  formatSize,
  pdfPages,
  type SendFile,
  type ShownFile,
} from '../../../platform/ui/index.ts'
import type { MatterDetail, MatterFile, matters } from '../contract.ts'

/** What the screens of the ledger ask the server, under one set of keys. */

export const useMatters = () => useApi<{ matters: typeof matters }>().matters

export const keys = {
  all: ['matters'] as const,
  one: (id: number) => ['matters', 'get', id] as const,
  today: (postId: number | undefined) => ['matters', 'today', postId] as const,
}

/** One matter with everything the drawer shows. */
export const useMatter = (id: number | undefined) => {
  const api = useMatters()
  return useQuery({
    queryKey: keys.one(id ?? 0),
    queryFn: () => api.get({ id: id as number }),
    enabled: id !== undefined,
  })
}

/** After a change: the drawer shows what the server answered, every list asks again. */
export const keepMatter = (queries: QueryClient, matter: MatterDetail): void => {
  queries.setQueryData(keys.one(matter.id), matter)
  void queries.invalidateQueries({
    predicate: ({ queryKey }) => queryKey[0] === 'matters' && !(queryKey[1] === 'get' && queryKey[2] === matter.id),
  })
}

export const useKeepMatter = () => {
  const queries = useQueryClient()
  return (matter: MatterDetail) => keepMatter(queries, matter)
}

/** The office's own day, as the server says it. */
export const useToday = (): string => useSession().today

export const isOutOfDate = (problem: ClientProblem): boolean => problem.type === '/problems/out-of-date'

/** The newer version that came with a refusal, asked for again where it did not. */
export const latestOf = async (problem: ClientProblem, ask: () => Promise<MatterDetail>): Promise<MatterDetail> => {
  const { latest } = problem.body
  const isDetail = typeof latest === 'object' && latest !== null && 'entries' in latest && 'openSteps' in latest
  return isDetail ? (latest as MatterDetail) : ask()
}

export const problemOf = (thrown: unknown): ClientProblem | undefined => (thrown ? asClientProblem(thrown) : undefined)

type AnyFile = Pick<z.output<typeof MatterFile>, 'id' | 'name' | 'kind' | 'mime' | 'size' | 'pages' | 'createdAt'>

const isPicture = (file: AnyFile) => file.mime.startsWith('image/')

/** A file as the strip shows it: 5月18日 · 1.2 MB; pictures open here, a document says how many pages it has. */
export const shownFile = (file: AnyFile, today: string): ShownFile => ({
  id: String(file.id),
  name: file.name,
  note: `${formatDay(file.createdAt.slice(0, 10), today)} · ${file.pages ? `${file.pages} 页` : formatSize(file.size)}`,
  ...(isPicture(file) ? { thumb: thumbnailUrl(file.id), pages: [previewUrl(file.id)] } : {}),
  ...(file.kind === 'pdf' && file.pages ? { pages: pdfPages(fileUrl(file.id), file.pages) } : {}),
  href: fileUrl(file.id),
})

/** A refused file shows one sentence: what was refused, then each of the words that were hit with its reason. */
const withReasons = (problem: ClientProblem): ClientProblem => {
  const reasons = problem.errors.map(({ detail }) => detail).filter((detail) => !problem.detail.includes(detail))
  return reasons.length === 0
    ? problem
    : new ClientProblem({ ...problem.body, detail: `${problem.detail}${reasons.join('；')}` })
}

/** Why a form waits: a file on its way when the form is sent would be lost. */
export const stillSending = (count: number, label: string): FieldProblem | false =>
  count > 0 && { name: 'fileIds', label, detail: `还有 ${count} 份文件没有传完，传完再按一次。` }

/** Sends a file and says so where the same bytes were already there. */
export const sendFile =
  (today: string): SendFile =>
  async (file, onProgress, signal) => {
    const sent: UploadedFile = await uploadFile(file, onProgress, signal).catch((thrown: unknown) => {
      throw withReasons(asClientProblem(thrown))
    })
    const shown = shownFile(sent, today)
    if (sent.isUnread) return { ...shown, note: '未能自动检查文字，自行核对不涉密' }
    return sent.earlier ? { ...shown, note: `与已传的“${sent.earlier.name}”相同` } : shown
  }
