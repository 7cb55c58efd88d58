import { type ClipboardEvent, type DragEvent, lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { Button, IconButton, names } from './Button.tsx'
import { Dialog } from './Dialogs.tsx'
import { formatSize } from './format.ts'
import { Icon } from './icons.tsx'

const PdfPage = lazy(() => import('./PdfPage.tsx').then(({ PdfPage }) => ({ default: PdfPage })))

export type ShownFile = {
  id: string
  name: string
  /** Second line: 5月18日 · 1.2 MB. */
  note?: string
  /** A small picture of it. */
  thumb?: string
  /** Where the file itself is fetched; always as an attachment. */
  href?: string
  /** What to look at here: the address of a picture, or the pages of a PDF (`pdfPages`). */
  pages?: readonly string[]
}

const kindOf = (name: string): string => {
  const end = name.includes('.') ? name.split('.').at(-1)!.toUpperCase() : ''
  return end.length > 0 && end.length <= 4 ? end : '文件'
}

const Thumb = ({ file }: { file: { name: string; thumb?: string } }) => (
  <span className="thumb" aria-hidden="true">
    {file.thumb ? <img src={file.thumb} alt="" loading="lazy" /> : kindOf(file.name)}
  </span>
)

const FileBox = ({ file, onOpen, onRemove }: { file: ShownFile; onOpen: () => void; onRemove?: () => void }) => {
  const words = (
    <>
      <Thumb file={file} />
      <span className="grow">
        <span className="name cut" title={file.name}>
          {file.name}
        </span>
        {file.note ? <small className="cut">{file.note}</small> : null}
      </span>
    </>
  )
  return (
    <li className="file">
      {file.pages && file.pages.length > 0 ? (
        <button type="button" className="file-open" onClick={onOpen} aria-label={`看${file.name}`}>
          {words}
        </button>
      ) : file.href ? (
        <a className="file-open" href={file.href} download={file.name} aria-label={`下载${file.name}`}>
          {words}
        </a>
      ) : (
        <span className="file-open">{words}</span>
      )}
      {onRemove ? <IconButton icon="close" label={`去掉${file.name}`} onClick={onRemove} /> : null}
    </li>
  )
}

/** The files of a thing. Pictures and documents with page pictures open here, everything else is downloaded. */
export const FileStrip = ({
  files,
  onRemove,
  label = '文件',
  children,
}: {
  files: readonly ShownFile[]
  onRemove?: (file: ShownFile) => void
  label?: string
  children?: ReactNode
}) => {
  const [openId, setOpenId] = useState<string | null>(null)
  const looked = files.find((file) => file.id === openId)
  return (
    <>
      <ul className={names('files', onRemove && 'roomy')} aria-label={label}>
        {files.map((file) => (
          <FileBox
            key={file.id}
            file={file}
            onOpen={() => setOpenId(file.id)}
            onRemove={onRemove ? () => onRemove(file) : undefined}
          />
        ))}
        {children}
      </ul>
      {looked ? <Preview file={looked} onClose={() => setOpenId(null)} /> : null}
    </>
  )
}

/** A look at a picture or at the page pictures of a document. The file itself is only ever downloaded. */
export const Preview = ({ file, onClose }: { file: ShownFile; onClose: () => void }) => {
  const pages = file.pages ?? []
  const [at, setAt] = useState(0)
  const page = pages[at]
  const move = (step: number) => setAt(Math.min(pages.length - 1, Math.max(0, at + step)))
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={file.name}
      footer={
        <>
          {pages.length > 1 ? (
            <span className="row">
              <IconButton icon="left" label="上一页" disabled={at === 0} onClick={() => move(-1)} />
              <span role="status">
                第 {at + 1} 页，共 {pages.length} 页
              </span>
              <IconButton icon="right" label="下一页" disabled={at === pages.length - 1} onClick={() => move(1)} />
            </span>
          ) : null}
          <span className="grow" />
          {file.href ? (
            <a className="btn" href={file.href} download={file.name}>
              <Icon name="out" />
              下载原件
            </a>
          ) : null}
        </>
      }
    >
      <section
        className="preview-stage"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a stage that scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label="预览"
        onKeyDown={(event) => {
          if (event.key === 'ArrowRight' || event.key === 'PageDown') move(1)
          if (event.key === 'ArrowLeft' || event.key === 'PageUp') move(-1)
        }}
      >
        {page ? <Sheet page={page} label={pages.length > 1 ? `${file.name} 第 ${at + 1} 页` : file.name} /> : null}
      </section>
    </Dialog>
  )
}

const PDF_PAGE = /^pdf:(.+)#(\d+)$/

/** Addresses of the pages of a PDF for `ShownFile.pages`. */
export const pdfPages = (address: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `pdf:${address}#${index + 1}`)

const Sheet = ({ page, label }: { page: string; label: string }) => {
  const [, address, number] = PDF_PAGE.exec(page) ?? []
  if (!address) return <img src={page} alt={label} />
  return (
    <Suspense fallback={<p role="status">正在打开…</p>}>
      <PdfPage address={address} page={Number(number)} label={label} />
    </Suspense>
  )
}

/** Sends one file and tells how far it is, 0 to 1. Rejects with what to show (`detail`, else `title` or `message`). */
export type SendFile = (file: File, onProgress: (share: number) => void, signal: AbortSignal) => Promise<ShownFile>

type Sending = { id: string; file: File; share: number; refused?: string; stop: AbortController }

const reasonOf = (thrown: unknown): string => {
  if (typeof thrown === 'object' && thrown !== null) {
    for (const key of ['detail', 'title', 'message'] as const) {
      const words = (thrown as Record<string, unknown>)[key]
      if (typeof words === 'string' && words !== '') return words
    }
  }
  return '网络断了，文件没有传上。连上网再传一次。'
}

let sendings = 0

/**
 * The strip with a place to add files: choose, drag in or paste, several at once. Each shows how far it is; one that
 * is refused stays with a lock and the reason.
 */
export const FileDrop = ({
  files,
  upload,
  onAdd,
  onRemove,
  onSending,
  accept,
  maxBytes = 50 * 1024 * 1024,
  label = '文件',
  words = '拖入、粘贴或选文件',
}: {
  files: readonly ShownFile[]
  upload: SendFile
  onAdd: (file: ShownFile) => void
  onRemove?: (file: ShownFile) => void
  /** Told whenever it changes: how many files are on their way. A form that is sent meanwhile would lose them. */
  onSending?: (count: number) => void
  accept?: string
  /** A larger one is refused before it is sent. */
  maxBytes?: number
  label?: string
  words?: string
}) => {
  const picker = useRef<HTMLInputElement>(null)
  const [sending, setSending] = useState<readonly Sending[]>([])
  const [isOver, setOver] = useState(false)
  const alive = useRef<Set<AbortController>>(new Set())
  useEffect(() => {
    const open = alive.current
    return () => {
      for (const stop of open) stop.abort()
    }
  }, [])

  const onTheWay = sending.filter(({ refused }) => !refused).length
  useEffect(() => onSending?.(onTheWay), [onSending, onTheWay])

  const patch = (id: string, change: Partial<Sending>) =>
    setSending((all) => all.map((one) => (one.id === id ? { ...one, ...change } : one)))
  const drop = (id: string) => setSending((all) => all.filter((one) => one.id !== id))

  const send = async (one: Sending) => {
    alive.current.add(one.stop)
    try {
      const added = await upload(one.file, (share) => patch(one.id, { share }), one.stop.signal)
      drop(one.id)
      onAdd(added)
    } catch (thrown) {
      if (one.stop.signal.aborted) drop(one.id)
      else patch(one.id, { refused: reasonOf(thrown) })
    } finally {
      alive.current.delete(one.stop)
    }
  }
  const take = (list: Iterable<File>) => {
    const added = [...list].map((file): Sending => {
      sendings += 1
      const refused =
        file.size === 0
          ? '文件是空的，没有内容可传。换一个文件。'
          : file.size > maxBytes
            ? `文件有 ${formatSize(file.size)}，超过 ${formatSize(maxBytes)}。拆开或压缩后再传。`
            : undefined
      return { id: `sending-${sendings}`, file, share: 0, refused, stop: new AbortController() }
    })
    setSending((all) => [...all, ...added])
    for (const one of added) if (!one.refused) void send(one)
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files)
  }
  const onPaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return
    event.preventDefault()
    take(event.clipboardData.files)
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping and pasting are extras; the button does the same
    <div
      className={names('file-drop', isOver && 'over')}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      onPaste={onPaste}
    >
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        accept={accept}
        aria-label={`选${label}`}
        onChange={(event) => {
          take(event.target.files ?? [])
          event.target.value = ''
        }}
      />
      <FileStrip files={files} onRemove={onRemove} label={label}>
        {sending.map((one) =>
          one.refused ? (
            <li key={one.id} className="file refused">
              <span className="thumb">
                <Icon name="lock" />
              </span>
              <span className="grow" role="alert">
                <span className="name cut" title={one.file.name}>
                  {one.file.name}
                </span>
                <small>没有传上：{one.refused}</small>
              </span>
              <IconButton icon="close" label={`去掉${one.file.name}`} onClick={() => drop(one.id)} />
            </li>
          ) : (
            <li key={one.id} className="file">
              <Thumb file={{ name: one.file.name }} />
              <span className="grow">
                <span className="name cut" title={one.file.name}>
                  {one.file.name}
                </span>
                <small>正在传 {Math.round(one.share * 100)}%</small>
                <span
                  className="bar"
                  role="progressbar"
                  aria-label={`正在传${one.file.name}`}
                  aria-valuemin={0}
                  aria-valuemax={100}
                  aria-valuenow={Math.round(one.share * 100)}
                >
                  <i style={{ width: `${one.share * 100}%` }} />
                </span>
              </span>
              <IconButton icon="close" label={`不传${one.file.name}`} onClick={() => one.stop.abort()} />
            </li>
          ),
        )}
        <li>
          <Button className="file file-add" onClick={() => picker.current?.click()}>
            <span className="thumb" aria-hidden="true">
              <Icon name="plus" />
            </span>
            <span className="grow">{words}</span>
          </Button>
        </li>
      </FileStrip>
    </div>
  )
}
