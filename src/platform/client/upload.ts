import { KEY_HEADER, newKey } from './keys.ts'
import { ClientProblem, problemFromBody } from './problem.ts'

/** A file as the server keeps it. */
export type UploadedFile = {
  id: number
  name: string
  kind: string
  mime: string
  size: number
  pages: number | null
  createdAt: string
  /** The words in it could not be checked by machine: 未能自动检查文字. */
  isUnread: boolean
  /** An earlier upload of the same bytes that the acting post may see; offered, never forced. */
  earlier: { id: number; name: string; createdAt: string } | null
  /** Pictures that look like it; of those outside the own scope only the year and the kind of unit are told. */
  alike?: { file: { id: number; name: string; createdAt: string } | null; year: number; unitKind: string }[]
}

/** The documents of a zip: each kept as a file of its own, or the sentence why not. */
export type UploadedZip = {
  name: string
  inside: ({ name: string; file: UploadedFile } | { name: string; refused: string })[]
}

/**
 * Sends one file with progress (0 to 1). @throws ClientProblem with the reason in words; nothing is kept then.
 * @param key of a file that waited: sent again under it, it is kept once
 */
export const uploadFile = (
  file: File,
  onProgress?: (share: number) => void,
  signal?: AbortSignal,
  key?: string,
): Promise<UploadedFile> => send<UploadedFile>('/api/files', file, onProgress, signal, key)

/** Sends a document to be read in: txt and html are taken too, and a zip of documents. @throws ClientProblem */
export const uploadDocument = (
  file: File,
  onProgress?: (share: number) => void,
  signal?: AbortSignal,
): Promise<UploadedFile | UploadedZip> =>
  send<UploadedFile | UploadedZip>('/api/files?for=reading', file, onProgress, signal)

/** Sends a register to be imported (xlsx, CSV): judged row by row when it is read in. @throws ClientProblem */
export const uploadRegister = (
  file: File,
  onProgress?: (share: number) => void,
  signal?: AbortSignal,
): Promise<UploadedFile> => send<UploadedFile>('/api/files?for=register', file, onProgress, signal)

/** A file whose upload broke off keeps its key: chosen again as it lies there, it is kept once. */
const unanswered = new WeakMap<File, string>()
const keyOf = (file: File): string => {
  const key = unanswered.get(file) ?? newKey()
  unanswered.set(file, key)
  return key
}

const send = <Answer>(
  to: string,
  file: File,
  onProgress: (share: number) => void = () => undefined,
  signal?: AbortSignal,
  key: string = keyOf(file),
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', to)
    request.responseType = 'json'
    request.setRequestHeader(KEY_HEADER, key)
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0)
    request.onload = () => {
      unanswered.delete(file)
      if (request.status === 200) resolve(request.response as Answer)
      else reject(problemFromBody(request.response))
    }
    request.onerror = () =>
      reject(
        new ClientProblem({
          type: '/problems/offline',
          title: '上传中断',
          status: 0,
          detail: `“${file.name}”没有传完，网络恢复后重新上传。`,
        }),
      )
    request.onabort = () =>
      reject(
        new ClientProblem({ type: '/problems/aborted', title: '已停止上传', status: 0, detail: '这份文件没有保存。' }),
      )
    signal?.addEventListener('abort', () => request.abort())
    const form = new FormData()
    form.append('file', file, file.name)
    request.send(form)
  })

export const fileUrl = (id: number): string => `/api/files/${id}`
export const thumbnailUrl = (id: number): string => `/api/files/${id}/thumbnail`
export const previewUrl = (id: number): string => `/api/files/${id}/preview`
