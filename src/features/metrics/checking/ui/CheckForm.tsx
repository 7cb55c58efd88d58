import { useRef, useState } from 'react'
import type { ClientProblem } from '../../../../platform/client/api.tsx'
import {
  Button,
  DayPicker,
  Field,
  Form,
  fieldProblemsOf,
  formatSize,
  IconButton,
  Panel,
  ProblemNote,
  TextArea,
} from '../../../../platform/ui/index.ts'
import type { CheckText } from '../contract.ts'
import { refusedSize } from './labels.ts'

const LABELS = { text: '文字', file: '文件', from: '期间起', to: '期间止' }

/** The bytes of a file as base64. */
const contentOf = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })

export type Asked = { text: string; file: File | null; from: string | null; to: string | null }

/** What to check: pasted words or a file, and the time the figures should be of. */
export const CheckForm = ({
  asked,
  today,
  busy,
  problem,
  onAsked,
  onSend,
}: {
  asked: Asked
  today: string
  busy: boolean
  problem: ClientProblem | null
  onAsked: (asked: Asked) => void
  onSend: (input: CheckText) => void
}) => {
  const picker = useRef<HTMLInputElement>(null)
  // why a file was not taken stays until words or another file are there
  const [refused, setRefused] = useState<string | null>(null)
  const [isEmpty, setEmpty] = useState(false)
  const { fields, rest } = fieldProblemsOf(problem ?? undefined, LABELS)
  const errorOf = (name: string) => fields.find((one) => one.name === name)?.detail
  const secrets = problem?.type === '/problems/secrecy' ? problem.errors : []
  const take = (file: File | undefined) => {
    if (!file) return
    const why = refusedSize(file)
    setRefused(why)
    setEmpty(false)
    if (why === null) onAsked({ ...asked, file, text: '' })
  }
  const send = async () => {
    const { text, file, from, to } = asked
    const nothing = !file && text.trim() === ''
    setEmpty(nothing)
    if (nothing) return
    setRefused(null)
    onSend({ ...(file ? { file: { name: file.name, content: await contentOf(file) } } : { text }), from, to })
  }
  const missing = refused ?? (isEmpty ? '还没有文字，粘贴讲话稿、报告，或选一份文件。' : undefined)
  return (
    <Panel label="要查的文字" pad>
      <Form label="要查的文字" onSend={() => void send()}>
        {secrets.length > 0 ? (
          <ProblemNote problem={{ title: '疑似涉密内容', detail: problem?.detail ?? '' }}>
            <ul>
              {secrets.map(({ detail }) => (
                <li key={detail}>{detail}</li>
              ))}
            </ul>
          </ProblemNote>
        ) : rest ? (
          <ProblemNote problem={rest} />
        ) : null}
        {asked.file ? (
          <Field name="file" label="文件" group error={secrets.length > 0 ? undefined : errorOf('file')}>
            <div className="row">
              <span>
                {asked.file.name} <span className="quiet">{formatSize(asked.file.size)}</span>
              </span>
              <IconButton icon="close" label="换成粘贴文字" onClick={() => onAsked({ ...asked, file: null })} />
            </div>
          </Field>
        ) : (
          <Field
            name="text"
            label="文字"
            error={missing ?? (secrets.length > 0 ? undefined : errorOf('text'))}
            help="讲话稿、总结、汇报材料都可以。查完不保存，离开这一页就没有了。"
          >
            <TextArea
              rows={12}
              value={asked.text}
              onText={(text) => {
                setRefused(null)
                setEmpty(false)
                onAsked({ ...asked, text })
              }}
              placeholder="粘贴文字"
              onDrop={(event) => {
                if (event.dataTransfer.files.length === 0) return
                event.preventDefault()
                take(event.dataTransfer.files[0])
              }}
            />
          </Field>
        )}
        <div className="row wrap check-window">
          <Field name="from" label="期间起" optional error={errorOf('from')}>
            <DayPicker today={today} value={asked.from} onChange={(from) => onAsked({ ...asked, from })} />
          </Field>
          <Field name="to" label="期间止" optional error={errorOf('to')}>
            <DayPicker today={today} value={asked.to} onChange={(to) => onAsked({ ...asked, to })} />
          </Field>
        </div>
        <p className="quiet small">填了期间，写着别的年份的数字会标出来。非涉密系统，勿录涉密内容。</p>
        <div className="row wrap">
          <Button type="submit" kind="primary" busy={busy}>
            查数字
          </Button>
          {asked.file ? null : (
            <Button icon="clip" onClick={() => picker.current?.click()}>
              选文件
            </Button>
          )}
          <input
            ref={picker}
            type="file"
            className="sr"
            tabIndex={-1}
            aria-label="选要查的文件"
            accept=".docx,.doc,.wps,.pdf,.txt,.html,.ofd"
            onChange={(event) => {
              take(event.target.files?.[0])
              event.target.value = ''
            }}
          />
        </div>
      </Form>
    </Panel>
  )
}
