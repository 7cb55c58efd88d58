import { useState } from 'react'
import { asClientProblem, type ClientProblem, useApi } from '../../../platform/client/api.tsx'
import { fileUrl } from '../../../platform/client/upload.ts'
import {
  Button,
  DayPicker,
  Dialog,
  Field,
  type FieldProblem,
  FormErrors,
  fieldProblemsOf,
  formatDay,
  Icon,
  IconButton,
  Menu,
  ProblemNote,
  TextInput,
  toast,
  useNavigateTo,
} from '../../../platform/ui/index.ts'
import { type DocumentDetail, ENCODINGS, type sources } from '../contract.ts'
import { ENCODING_LABELS, encodingLabel } from './labels.ts'
import { RevisesDialog } from './RevisesDialog.tsx'

const LABELS = { title: '标题', issuer: '发文单位', docNumber: '文号', issuedOn: '印发日期', year: '年度' }

const isDetail = (value: unknown): value is DocumentDetail =>
  typeof value === 'object' && value !== null && 'clauses' in value && 'version' in value

/** 来文信息: what stands over the text, as it was read and may be corrected. */
const HeadDialog = ({
  document,
  today,
  onClose,
  onChanged,
}: {
  document: DocumentDetail
  today: string
  onClose: () => void
  onChanged: (latest: DocumentDetail) => void
}) => {
  const api = useApi<{ sources: typeof sources }>().sources
  const [title, setTitle] = useState(document.title)
  const [issuer, setIssuer] = useState(document.issuer ?? '')
  const [docNumber, setDocNumber] = useState(document.docNumber ?? '')
  const [issuedOn, setIssuedOn] = useState(document.issuedOn)
  const [year, setYear] = useState(String(document.year))
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const [missing, setMissing] = useState<FieldProblem[]>([])
  const [times, setTimes] = useState(0)
  const [isBusy, setBusy] = useState(false)
  const { fields, rest } = fieldProblemsOf(problem ?? undefined, LABELS)
  const shown = missing.length > 0 ? missing : fields
  const errorOf = (name: string) => shown.find((one) => one.name === name)?.detail

  const send = async () => {
    const found: FieldProblem[] = []
    if (title.trim() === '') found.push({ name: 'title', label: LABELS.title, detail: '标题还没有填。' })
    if (!/^2[01]\d{2}$/.test(year.trim()))
      found.push({ name: 'year', label: LABELS.year, detail: '年度写成四位数字，如 2026。' })
    setMissing(found)
    setTimes(times + 1)
    if (found.length > 0) return
    setBusy(true)
    setProblem(null)
    try {
      onChanged(
        await api.save({
          id: document.id,
          version: document.version,
          title: title.trim(),
          issuer: issuer.trim() || null,
          docNumber: docNumber.trim() || null,
          issuedOn,
          year: Number(year),
        }),
      )
      onClose()
      toast.done('来文信息已存下。')
    } catch (thrown) {
      const refused = asClientProblem(thrown)
      setProblem(refused)
      // what was typed stays; the next press is made on the newer version
      if (isDetail(refused.body.latest)) onChanged(refused.body.latest)
    } finally {
      setBusy(false)
    }
  }
  const latest = problem?.body.latest
  return (
    <Dialog
      open
      onClose={onClose}
      title="来文信息"
      onSend={() => void send()}
      footer={
        <>
          <Button type="submit" kind="primary" busy={isBusy}>
            {isDetail(latest) ? '仍用我写的' : '存下来文信息'}
          </Button>
          <Button onClick={onClose}>不改了</Button>
        </>
      }
    >
      {shown.length > 1 ? <FormErrors problems={shown} times={times} /> : null}
      {rest ? (
        <ProblemNote problem={{ title: rest.title, detail: isDetail(latest) ? undefined : rest.detail }}>
          {isDetail(latest)
            ? `：别人存的是“${latest.title}”，文号 ${latest.docNumber ?? '未知'}，印发日期 ${latest.issuedOn ?? '未知'}。不改就用别人存的。`
            : null}
        </ProblemNote>
      ) : null}
      <Field name="title" label={LABELS.title} error={errorOf('title')}>
        <TextInput value={title} onText={setTitle} maxLength={200} />
      </Field>
      <div className="form-pair">
        <Field name="docNumber" label={LABELS.docNumber} optional error={errorOf('docNumber')}>
          <TextInput value={docNumber} onText={setDocNumber} maxLength={100} />
        </Field>
        <Field name="year" label={LABELS.year} error={errorOf('year')}>
          <TextInput value={year} onText={setYear} inputMode="numeric" maxLength={4} />
        </Field>
      </div>
      <div className="form-pair">
        <Field name="issuer" label={LABELS.issuer} optional error={errorOf('issuer')}>
          <TextInput value={issuer} onText={setIssuer} maxLength={200} />
        </Field>
        <Field name="issuedOn" label={LABELS.issuedOn} optional error={errorOf('issuedOn')}>
          <DayPicker today={today} value={issuedOn} onChange={setIssuedOn} />
        </Field>
      </div>
      <p className="quiet small">非涉密系统，勿录涉密内容。</p>
    </Dialog>
  )
}

const originWords = (document: DocumentDetail): string => {
  if (!document.file) return '粘贴的文字'
  const end = document.file.name.split('.').at(-1)?.toLowerCase() ?? ''
  return `原件 ${end}，未改动`
}

/** Name, number and day of a document, its original, and for its office the encoding. */
export const DocumentHead = ({
  document,
  today,
  onChanged,
}: {
  document: DocumentDetail
  today: string
  onChanged: (latest: DocumentDetail) => void
}) => {
  const api = useApi<{ sources: typeof sources }>().sources
  const navigate = useNavigateTo()
  const [open, setOpen] = useState<'head' | 'revises' | null>(null)
  const [isBusy, setBusy] = useState(false)
  const reread = async (encoding: (typeof ENCODINGS)[number]) => {
    setBusy(true)
    try {
      onChanged(await api.reread({ id: document.id, version: document.version, encoding }))
      toast.done(`已按 ${ENCODING_LABELS[encoding]} 重读。`)
    } catch (thrown) {
      const problem = asClientProblem(thrown)
      if (isDetail(problem.body.latest)) onChanged(problem.body.latest)
      toast.failed(problem.detail)
    } finally {
      setBusy(false)
    }
  }
  const giveUp = async () => {
    setBusy(true)
    try {
      onChanged(await api.revise({ id: document.id, version: document.version, revisesId: null }))
      toast.done('已撤去新版标记。')
    } catch (thrown) {
      const problem = asClientProblem(thrown)
      if (isDetail(problem.body.latest)) onChanged(problem.body.latest)
      toast.failed(problem.detail)
    } finally {
      setBusy(false)
    }
  }
  const facts = [
    document.docNumber,
    document.issuer,
    document.issuedOn ? `印发于 ${formatDay(document.issuedOn, today)}` : null,
    originWords(document),
    document.publishedAt ? '已公开' : '未公开',
  ].filter(Boolean)
  return (
    <div className="desk-head">
      <div className="grow-words">
        <div className="row">
          <IconButton icon="left" label="返回来文" className="head-back" onClick={() => navigate('/sources')} />
          <h1>{document.title}</h1>
          {document.mayWork ? (
            <button type="button" className="text-link small quiet" onClick={() => setOpen('head')}>
              改信息
            </button>
          ) : null}
          {document.mayWork && document.revises ? (
            <button type="button" className="text-link small quiet" disabled={isBusy} onClick={() => void giveUp()}>
              撤去新版标记
            </button>
          ) : document.mayWork ? (
            <button type="button" className="text-link small quiet" onClick={() => setOpen('revises')}>
              标为新版
            </button>
          ) : null}
        </div>
        <div className="small quiet">{facts.join(' · ')}</div>
      </div>
      <span className="grow" />
      {document.encoding && document.mayReread ? (
        <Menu
          label="换编码重读"
          head="正文是乱码时，换一种编码重读"
          items={ENCODINGS.map((encoding) => ({
            key: encoding,
            label: ENCODING_LABELS[encoding],
            current: encoding === document.encoding,
            onChoose: () => void reread(encoding),
          }))}
          trigger={(props) => (
            <Button {...props} kind="text" busy={isBusy}>
              编码 {encodingLabel(document.encoding ?? '')}
              <Icon name="down" size="s" />
            </Button>
          )}
        />
      ) : document.encoding && document.mayWork ? (
        <span className="small quiet">编码 {encodingLabel(document.encoding)}</span>
      ) : null}
      {document.file ? (
        <a className="btn" href={fileUrl(document.file.id)} download={document.file.name}>
          看原件
        </a>
      ) : null}
      {open === 'head' ? (
        <HeadDialog document={document} today={today} onClose={() => setOpen(null)} onChanged={onChanged} />
      ) : null}
      {open === 'revises' ? (
        <RevisesDialog document={document} onClose={() => setOpen(null)} onChanged={onChanged} />
      ) : null}
    </div>
  )
}
