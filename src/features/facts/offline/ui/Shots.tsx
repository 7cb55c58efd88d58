import { useRef } from 'react'
import { Icon, IconButton } from '../../../../platform/ui/index.ts'

export type Photo = { name: string; bytes: Uint8Array<ArrayBuffer>; url: string; fileId?: number | null }

/** The photos of a record, and the camera. */
export const Shots = ({
  photos,
  onAdd,
  onDrop,
}: {
  photos: readonly Photo[]
  onAdd: (files: readonly File[]) => void
  onDrop: (url: string) => void
}) => {
  const camera = useRef<HTMLInputElement>(null)
  return (
    <div className="blk">
      <div className="lab">
        <span>照片 {photos.length} 张，可不传</span>
        <span>照片中的位置信息已去掉</span>
      </div>
      <div className="shots">
        {photos.map(({ url, name }, index) => (
          <span key={url} className="shot">
            <img src={url} alt={`照片 ${index + 1}`} />
            <IconButton icon="close" label={`去掉照片 ${index + 1}：${name}`} onClick={() => onDrop(url)} />
          </span>
        ))}
        <button type="button" className="shot add" onClick={() => camera.current?.click()}>
          <Icon name="camera" />
          {photos.length > 0 ? '再拍' : '拍照'}
        </button>
        <input
          ref={camera}
          type="file"
          accept="image/*"
          capture="environment"
          multiple
          hidden
          aria-label="选照片"
          onChange={(event) => {
            onAdd([...(event.target.files ?? [])])
            event.target.value = ''
          }}
        />
      </div>
    </div>
  )
}
