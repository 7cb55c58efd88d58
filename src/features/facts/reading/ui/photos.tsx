import { useRef, useState } from 'react'
import { asClientProblem } from '../../../../platform/client/api.tsx'
import { previewUrl, thumbnailUrl, type UploadedFile, uploadFile } from '../../../../platform/client/upload.ts'
import { FileStrip, formatMoment, formatSize, type ShownFile } from '../../../../platform/ui/index.ts'
import { pictureElsewhere } from '../../photos/elsewhere.ts'

export type AddedPhoto = ShownFile & { fileId: number; alike: readonly string[] }

/** What is told of a picture that looks like this one: the file itself only to who may see it. */
export const alikeWords = (file: Pick<UploadedFile, 'earlier' | 'alike'>, today: string): string[] => [
  ...(file.earlier ? [`同一张照片已有：${file.earlier.name}，${formatMoment(file.earlier.createdAt, today)}传。`] : []),
  ...(file.alike ?? []).map((one) =>
    one.file
      ? `像已有的照片：${one.file.name}，${formatMoment(one.file.createdAt, today)}传。`
      : `像${pictureElsewhere(one.year, one.unitKind)}。`,
  ),
]

/** Photos of an entry: sent as they are added, shown in a strip, with what they look like before anything is saved. */
export const usePhotos = (today: string) => {
  const [photos, setPhotos] = useState<readonly AddedPhoto[]>([])
  const [sending, setSending] = useState(0)
  const [refused, setRefused] = useState<readonly string[]>([])
  const open = useRef(0)

  const add = (files: readonly File[]) => {
    setRefused([])
    for (const file of files) {
      open.current += 1
      setSending(open.current)
      uploadFile(file)
        .then((kept) =>
          setPhotos((now) => [
            ...now.filter(({ fileId }) => fileId !== kept.id),
            {
              id: String(kept.id),
              fileId: kept.id,
              name: kept.name,
              note: formatSize(kept.size),
              thumb: thumbnailUrl(kept.id),
              pages: [previewUrl(kept.id)],
              alike: alikeWords(kept, today),
            },
          ]),
        )
        .catch((error: unknown) => setRefused((now) => [...now, asClientProblem(error).detail]))
        .finally(() => {
          open.current -= 1
          setSending(open.current)
        })
    }
  }
  return {
    photos,
    sending,
    refused,
    add,
    remove: (id: string) => setPhotos((now) => now.filter((one) => one.id !== id)),
    clear: () => {
      setPhotos([])
      setRefused([])
    },
  }
}

export type Photos = ReturnType<typeof usePhotos>

/** The strip under the sentence, with look-alikes and refusals in words. */
export const PhotoStrip = ({ photos: { photos, sending, refused, remove } }: { photos: Photos }) => (
  <>
    <FileStrip files={photos} label="照片" onRemove={(file) => remove(file.id)} />
    {sending > 0 ? (
      <p className="small quiet" role="status">
        正在传 {sending} 张照片
      </p>
    ) : null}
    {photos.flatMap(({ id, name, alike }) =>
      alike.map((words) => (
        <p key={`${id} ${words}`} className="small" role="status">
          {name}：{words}不是同一次的就留着。
        </p>
      )),
    )}
    {refused.map((words) => (
      <p key={words} className="small over-words" role="alert">
        照片没有传上：{words}
      </p>
    ))}
  </>
)
