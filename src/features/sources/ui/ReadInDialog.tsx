import { type DragEvent, useRef, useState } from 'react'
import { asClientProblem, type ClientProblem, useApi } from '../../../platform/client/api.tsx'
import { type UploadedZip, uploadDocument } from '../../../platform/client/upload.ts'
import {
  Button,
  ChoiceSelect,
  Dialog,
  Field,
  formatSize,
  Go,
  Icon,
  names,
  ProblemNote,
  Segmented,
  TextArea,
  type UnitOption,
} from '../../../platform/ui/index.ts'
import { type DocumentDetail, ENCODINGS, type Encoding, type sources } from '../contract.ts'
import { FormerField } from './FormerField.tsx'
import { ENCODING_LABELS } from './labels.ts'
import { ZipContents } from './ZipContents.tsx'

const ACCEPT = '.docx,.doc,.wps,.xlsx,.xls,.et,.ofd,.pdf,.txt,.html,.htm,.zip'
const ENCODED = /\.(?:txt|html?)$/i

type Step = { at: 'idle' } | { at: 'sending'; share: number } | { at: 'reading' }
type Earlier = { id: number; title: string; createdAt: string }

const isEarlier = (value: unknown): value is Earlier =>
  typeof value === 'object' && value !== null && 'id' in value && 'title' in value

/** Why it was not taken, in words: every place of a secrecy hit with its reason, the earlier document of a duplicate. */
const Refusal = ({ problem, onAgain }: { problem: ClientProblem; onAgain: () => void }) => {
  const { earlier } = problem.body
  return (
    <ProblemNote problem={{ title: problem.title, detail: problem.detail }}>
      {isEarlier(earlier) ? (
        <div className="row wrap read-again">
          <Go className="btn sm" href={`/sources/${earlier.id}`}>
            打开先前那份
          </Go>
          <Button small kind="text" onClick={onAgain}>
            仍再读一份
          </Button>
        </div>
      ) : null}
      {problem.type === '/problems/secrecy' && problem.errors.length > 0 ? (
        <ul className="read-places">
          {problem.errors.map(({ pointer, detail }) => (
            <li key={`${pointer} ${detail}`}>{detail}</li>
          ))}
        </ul>
      ) : null}
    </ProblemNote>
  )
}

const TITLE = /《[^》]{4,}》|(?:通知|意见|方案|要点|计划|办法|规定|标准|清单|措施)$/

/** The title of a pasted text as far as it shows: the first of its first lines that reads like one, else the first line. */
const firstWords = (text: string): string => {
  const lines = text
    .slice(0, 2_000)
    .split('\n')
    .map((line) => line.trim())
  const first = lines.filter((line) => line !== '').slice(0, 6)
  return (first.find((line) => TITLE.test(line)) ?? first[0] ?? '').slice(0, 100)
}

const formerError = (problem: ClientProblem | null): string | undefined =>
  problem?.errors.find(({ pointer }) => pointer === '/revisesId')?.detail

/** 读入来文: a file dragged in or chosen, or pasted text; nothing is kept when it is refused. */
export const ReadInDialog = ({
  onClose,
  onRead,
  onReadInside,
}: {
  onClose: () => void
  onRead: (document: DocumentDetail) => void
  /** A document of a zip was read in; the dialog stays open for the others. */
  onReadInside: () => void
}) => {
  const api = useApi<{ sources: typeof sources }>().sources
  const [way, setWay] = useState<'file' | 'text'>('file')
  const [file, setFile] = useState<File | null>(null)
  const [text, setText] = useState('')
  const [encoding, setEncoding] = useState<Encoding | ''>('')
  const [step, setStep] = useState<Step>({ at: 'idle' })
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const [missing, setMissing] = useState<string | undefined>()
  const [former, setFormer] = useState<UnitOption | null>(null)
  const [isOver, setOver] = useState(false)
  const picker = useRef<HTMLInputElement>(null)
  // an upload is not sent twice when only the encoding changes or a duplicate is read again
  const sent = useRef<{ file: File; id: number } | null>(null)
  const stop = useRef<AbortController | null>(null)
  const [zip, setZip] = useState<UploadedZip | null>(null)
  const [isReadingZip, setReadingZip] = useState(false)
  const isBusy = step.at !== 'idle'

  const take = (next: File | undefined) => {
    if (!next) return
    setFile(next)
    setProblem(null)
    setMissing(undefined)
  }
  /** Null when the file was a zip, whose documents are shown now. */
  const fileIdOf = async (chosen: File): Promise<number | null> => {
    if (sent.current?.file === chosen) return sent.current.id
    setStep({ at: 'sending', share: 0 })
    stop.current = new AbortController()
    const kept = await uploadDocument(chosen, (share) => setStep({ at: 'sending', share }), stop.current.signal)
    if ('inside' in kept) {
      setZip(kept)
      setStep({ at: 'idle' })
      return null
    }
    sent.current = { file: chosen, id: kept.id }
    return kept.id
  }
  const read = async (again: boolean) => {
    const isMissing = way === 'file' ? file === null : text.trim() === ''
    setMissing(isMissing ? (way === 'file' ? '还没有选文件，拖入或选一份。' : '还没有文字，粘贴正文。') : undefined)
    if (isMissing || isBusy) return
    setProblem(null)
    try {
      const fileId = way === 'file' ? await fileIdOf(file as File) : undefined
      if (fileId === null) return
      const input = fileId === undefined ? { text } : { fileId }
      setStep({ at: 'reading' })
      onRead(
        await api.read({
          ...input,
          encoding: way === 'file' && encoding ? encoding : undefined,
          again,
          revisesId: former ? Number(former.id) : null,
        }),
      )
    } catch (thrown) {
      const refused = asClientProblem(thrown)
      // the bytes of a classified file are gone; another try would need them
      if (refused.body.isRemoved === true || refused.type === '/problems/file-gone') sent.current = null
      setProblem(refused)
      setStep({ at: 'idle' })
    }
  }
  const close = () => {
    stop.current?.abort()
    onClose()
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files[0])
  }

  if (zip) {
    return (
      <Dialog
        open
        onClose={close}
        title="读入来文"
        footer={
          <Button disabled={isReadingZip} onClick={close}>
            收起
          </Button>
        }
      >
        <ZipContents
          zip={zip}
          onBusy={setReadingZip}
          read={async (fileId) => {
            const document = await api.read({ fileId, again: false })
            onReadInside()
            return document
          }}
        />
      </Dialog>
    )
  }
  return (
    <Dialog
      open
      onClose={close}
      title="读入来文"
      onSend={() => void read(false)}
      footer={
        <>
          <Button type="submit" kind="primary" busy={isBusy}>
            读入来文
          </Button>
          <Button onClick={close}>不读了</Button>
        </>
      }
    >
      <p className="note due">
        <Icon name="shield" />
        <span>非涉密系统，勿录涉密内容。带密级标志的文件当场移除，不保存。</span>
      </p>
      {problem ? <Refusal problem={problem} onAgain={() => void read(true)} /> : null}
      <Segmented
        label="来文从哪里来"
        items={[
          { key: 'file', label: '传文件' },
          { key: 'text', label: '粘贴文字' },
        ]}
        value={way}
        onChange={(key) => {
          setWay(key as 'file' | 'text')
          setProblem(null)
          setMissing(undefined)
        }}
      />
      {way === 'file' ? (
        <>
          <Field
            name="file"
            label="文件"
            group
            error={missing}
            help="Word、WPS、Excel、OFD、带文字的 PDF、txt、html，或装有这些文件的压缩包。原件原样保存，读出的任务逐条核对后才立为事项。"
          >
            {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the button in it does the same */}
            <div
              className={names('read-drop', isOver && 'over')}
              onDragOver={(event) => {
                event.preventDefault()
                setOver(true)
              }}
              onDragLeave={() => setOver(false)}
              onDrop={onDrop}
            >
              <input
                ref={picker}
                type="file"
                hidden
                accept={ACCEPT}
                aria-label="选来文文件"
                onChange={(event) => {
                  take(event.target.files?.[0])
                  event.target.value = ''
                }}
              />
              {file ? (
                <div className="row">
                  <Icon name="doc" />
                  <span className="grow cut" title={file.name}>
                    {file.name}
                  </span>
                  <span className="small quiet nowrap">{formatSize(file.size)}</span>
                  <Button small kind="text" disabled={isBusy} onClick={() => picker.current?.click()}>
                    换一份
                  </Button>
                </div>
              ) : (
                <Button icon="plus" onClick={() => picker.current?.click()}>
                  拖入或选一份文件
                </Button>
              )}
              {step.at === 'idle' ? null : (
                <div className="read-step" role="status">
                  <span className="small quiet">
                    {step.at === 'sending' ? `正在传 ${Math.round(step.share * 100)}%` : '正在读出条款和任务…'}
                  </span>
                  <span className="bar">
                    <i style={{ width: step.at === 'sending' ? `${step.share * 90}%` : '95%' }} />
                  </span>
                </div>
              )}
            </div>
          </Field>
          {file && ENCODED.test(file.name) ? (
            <Field name="encoding" label="文字编码" optional help="读出来是乱码时再选。">
              <ChoiceSelect
                value={encoding}
                unset="自动识别"
                options={ENCODINGS.map((value) => ({ value, label: ENCODING_LABELS[value] }))}
                onText={(value) => setEncoding(value as Encoding | '')}
              />
            </Field>
          ) : null}
        </>
      ) : (
        <Field name="text" label="正文" error={missing}>
          <TextArea rows={10} value={text} onText={setText} placeholder="把文件正文整篇粘贴到这里" />
        </Field>
      )}
      <FormerField
        like={way === 'file' ? (file?.name ?? '').replace(/\.[0-9a-z]{1,5}$/iu, '') : firstWords(text)}
        value={former}
        onChange={setFormer}
        error={formerError(problem)}
      />
    </Dialog>
  )
}
