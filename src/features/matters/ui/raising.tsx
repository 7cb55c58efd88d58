import { useState } from 'react'
import { asClientProblem, type ClientProblem } from '../../../platform/client/api.tsx'
import {
  ChoiceSelect,
  Field,
  type FieldProblem,
  FileDrop,
  FormErrors,
  fieldProblemsOf,
  ProblemNote,
  type ShownFile,
  TextArea,
  TextInput,
  toast,
} from '../../../platform/ui/index.ts'
import { CATEGORIES, type MatterDetail } from '../contract.ts'
import { SimilarMatters } from '../lists/ui/SimilarMatters.tsx'
import { sendFile, stillSending, useKeepMatter, useToday } from './data.ts'
import { CATEGORY_LABELS, type Category } from './labels.ts'
import { matterHref } from './search.ts'

/** What both forms of a new matter share: sending, refusals at their fields, and the fields that are the same. */

type Missing = (FieldProblem | false | null | '')[]

export const useRaising = (labels: Record<string, string>, onDone: () => void) => {
  const keep = useKeepMatter()
  const [problem, setProblem] = useState<ClientProblem | undefined>()
  const [missing, setMissing] = useState<FieldProblem[]>([])
  const [times, setTimes] = useState(0)
  const [busy, setBusy] = useState<string | null>(null)
  const [sending, setSending] = useState(0)
  const refused = fieldProblemsOf(problem, labels)
  const problems = missing.length > 0 ? missing : refused.fields

  const send = async (
    name: string,
    found: Missing,
    call: () => Promise<MatterDetail>,
    words: (made: MatterDetail) => string,
  ) => {
    const lacking = [...found, stillSending(sending, BASIC_LABELS.fileIds)].filter((one): one is FieldProblem =>
      Boolean(one),
    )
    setMissing(lacking)
    setProblem(undefined)
    setTimes((now) => now + 1)
    if (lacking.length > 0 || busy) return
    setBusy(name)
    try {
      const made = await call()
      keep(made)
      toast.done(words(made), { label: '打开', href: matterHref(made.id) })
      onDone()
    } catch (thrown) {
      setProblem(asClientProblem(thrown))
    } finally {
      setBusy(null)
    }
  }
  return {
    send,
    busy,
    /** For `AttachedFiles`: how many files are on their way. */
    onSending: setSending,
    /** The last refusal, until it is sent again. */
    problem,
    errorOf: (name: string) => problems.find((one) => one.name === name)?.detail,
    /** Summary of what is wrong, over the fields. */
    notes: (
      <>
        {problems.length > 0 ? <FormErrors problems={problems} times={times} /> : null}
        {refused.rest ? <ProblemNote problem={refused.rest} /> : null}
      </>
    ),
  }
}

export type Basics = { category: Category | ''; title: string; body: string }

export const BASIC_LABELS = { category: '分类', title: '事项名称', body: '具体情况', fileIds: '附件' }

export const missingBasics = ({ category, title }: Basics): Missing => [
  category === '' && { name: 'category', label: '分类', detail: '分类还没有选，选一类。' },
  title.trim() === '' && { name: 'title', label: '事项名称', detail: '事项名称还没有填，写一句话说明是什么事。' },
]

export const BasicFields = ({
  value,
  change,
  errorOf,
  placeholder,
}: {
  value: Basics
  change: (part: Partial<Basics>) => void
  errorOf: (name: string) => string | undefined
  placeholder: string
}) => (
  <>
    <Field name="title" label="事项名称" error={errorOf('title')}>
      <TextInput value={value.title} onText={(title) => change({ title })} maxLength={120} placeholder={placeholder} />
    </Field>
    <SimilarMatters title={value.title} />
    <Field name="category" label="分类" error={errorOf('category')}>
      <ChoiceSelect
        unset="选一类"
        value={value.category}
        onText={(category) => change({ category: category as Category | '' })}
        options={CATEGORIES.map((one) => ({ value: one, label: CATEGORY_LABELS[one] }))}
      />
    </Field>
    <Field
      name="body"
      label="具体情况"
      optional
      error={errorOf('body')}
      help="部队只写代称，不写番号、驻地坐标、兵力装备、演训时间。"
    >
      <TextArea
        rows={4}
        value={value.body}
        onText={(body) => change({ body })}
        placeholder="什么事、在哪里、希望怎么办"
      />
    </Field>
  </>
)

export const AttachedFiles = ({
  files,
  onChange,
  onSending,
  error,
}: {
  files: readonly ShownFile[]
  onChange: (change: (now: readonly ShownFile[]) => readonly ShownFile[]) => void
  onSending: (count: number) => void
  error: string | undefined
}) => {
  const today = useToday()
  return (
    <Field name="fileIds" label="附件" optional group error={error}>
      <FileDrop
        label="附件"
        files={files}
        upload={sendFile(today)}
        onSending={onSending}
        onAdd={(file) => onChange((now) => [...now, file])}
        onRemove={(file) => onChange((now) => now.filter(({ id }) => id !== file.id))}
      />
    </Field>
  )
}

export const idsOf = (files: readonly ShownFile[]): number[] => files.map(({ id }) => Number(id))
