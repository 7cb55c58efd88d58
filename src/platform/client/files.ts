import { formatDay, formatSize, pdfPages, type SendFile, type ShownFile } from '../ui/index.ts'
import { asClientProblem, ClientProblem } from './api.tsx'
import { fileUrl, previewUrl, thumbnailUrl, type UploadedFile, uploadFile } from './upload.ts'

/** Files of a record as the strip of platform/ui shows and sends them. */

export type StoredFile = {
  id: number
  name: string
  kind: string
  mime: string
  size: number
  pages: number | null
  createdAt: string
}

const isPicture = (file: StoredFile) => file.mime.startsWith('image/')

/** A file as the strip shows it: 5月18日 · 1.2 MB; pictures open here, a document says how many pages it has. */
export const shownFile = (file: StoredFile, today: string): ShownFile => ({
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
