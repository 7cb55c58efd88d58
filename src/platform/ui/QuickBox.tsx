import { type ReactNode, useRef, useState } from 'react'
import { Button, Chip, names } from './Button.tsx'
import { Group } from './Group.tsx'
import { Icon } from './icons.tsx'
import { Note, Panel } from './Page.tsx'

export type ReadChip = {
  key: string
  /** 日期, 单位, 慰问金. */
  label: string
  /** Already formatted; leave out where it is still missing. */
  value?: string
  onPress?: () => void
  /** Supposed and not said: it wants a look. */
  isOpen?: boolean
}

const picturesOf = (files: FileList): File[] => [...files].filter(({ type }) => type.startsWith('image/'))

/**
 * 记一笔: one sentence, what was read from it as chips to correct, and 存下. The reading itself is the room's.
 * States: empty, read, missing (dashed chips), being saved, saved. Photos are chosen, dropped on the box or pasted into it.
 */
export const QuickBox = ({
  value,
  onChange,
  read = [],
  reading,
  readLabel = '读出',
  effect,
  onSave,
  saving,
  saved,
  problem,
  question,
  onPhotos,
  files,
  placeholder = '写一句话：谁、哪天、做了什么',
  label = '记一笔',
  verb = '存下',
}: {
  value: string
  onChange: (text: string) => void
  read?: readonly ReadChip[]
  reading?: boolean
  readLabel?: string
  /** 存下后记入 3 本台账，佐证 1 个得分点. */
  effect?: string
  onSave: () => void
  saving?: boolean
  saved?: ReactNode
  problem?: ReactNode
  /** What is to be answered before it is saved, with its answers. */
  question?: ReactNode
  onPhotos?: (files: File[]) => void
  /** The strip of photos already added. */
  files?: ReactNode
  placeholder?: string
  label?: string
  verb?: string
}) => {
  const picker = useRef<HTMLInputElement>(null)
  const [isOver, setOver] = useState(false)
  const take = (files: FileList | undefined): boolean => {
    const pictures = onPhotos && files ? picturesOf(files) : []
    if (pictures.length > 0) onPhotos?.(pictures)
    return pictures.length > 0
  }
  return (
    <Panel className="quick" label={label}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping and pasting are extras; the button does the same */}
      <div
        className={names('box', isOver && 'over')}
        onDragOver={(event) => {
          if (!onPhotos) return
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          if (!onPhotos) return
          event.preventDefault()
          setOver(false)
          take(event.dataTransfer.files)
        }}
        onPaste={(event) => {
          if (take(event.clipboardData.files)) event.preventDefault()
        }}
      >
        <Icon name="fact" />
        <textarea
          className="said"
          rows={1}
          aria-label={`${label}：写一句话`}
          placeholder={placeholder}
          value={value}
          onChange={(event) => onChange(event.target.value.replaceAll('\n', ''))}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
            event.preventDefault()
            if (value.trim() !== '' && !saving) onSave()
          }}
        />
        {onPhotos ? (
          <>
            <input
              ref={picker}
              type="file"
              accept="image/*"
              multiple
              hidden
              onChange={(event) => {
                onPhotos([...(event.target.files ?? [])])
                event.target.value = ''
              }}
            />
            <Button icon="camera" onClick={() => picker.current?.click()}>
              加照片
            </Button>
          </>
        ) : null}
        <Button kind="primary" busy={saving} disabled={value.trim() === ''} onClick={onSave}>
          {verb}
        </Button>
      </div>
      {problem ? <Note kind="over">{problem}</Note> : null}
      {saved ? <Note kind="ok">{saved}</Note> : null}
      {files ? <div className="quick-files">{files}</div> : null}
      {question}
      {read.length > 0 ? (
        <Group className="read" aria-label="从这句话读出的内容" aria-busy={reading || undefined}>
          <span className="small quiet">{readLabel}</span>
          {read.map((chip) =>
            chip.value === undefined ? (
              <Chip key={chip.key} missing onClick={chip.onPress} aria-label={`补${chip.label}`}>
                {chip.label}
              </Chip>
            ) : (
              <Chip
                key={chip.key}
                label={chip.label}
                onClick={chip.onPress}
                aria-label={`${chip.label}：${chip.value}，改`}
                missing={chip.isOpen}
                icon={chip.isOpen ? 'help' : undefined}
              >
                {chip.value}
              </Chip>
            ),
          )}
          {effect ? (
            <>
              <span className="grow" />
              <span className="small quiet hide-s">{effect}</span>
            </>
          ) : null}
        </Group>
      ) : null}
    </Panel>
  )
}
