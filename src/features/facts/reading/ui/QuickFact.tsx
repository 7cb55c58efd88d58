import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { asClientProblem, type ClientProblem, useApi, useMay, useSession } from '../../../../platform/client/api.tsx'
import { Go, QuickBox, type ReadChip } from '../../../../platform/ui/index.ts'
import type { FactDetail, facts } from '../../contract.ts'
import { isDayAsked, sharedName } from '../asked.ts'
import type { EntryReading, reading } from '../contract.ts'
import { asRecord, kindOf, withFamily, withLastYear } from '../form.ts'
import { DayQuestion } from './DayQuestion.tsx'
import type { EntryForm } from './EntryDialog.tsx'
import { FamilyQuestion } from './FamilyQuestion.tsx'
import { PhotoStrip, usePhotos } from './photos.tsx'

const EntryDialog = lazy(async () => ({ default: (await import('./EntryDialog.tsx')).EntryDialog }))

/** A sentence is read so long after the last key. */
const WAIT_MS = 250

const useEntryApi = () => useApi<{ facts: typeof facts; reading: typeof reading }>()

/** What is read from the text as it stands; an older answer never overtakes a newer one. */
const useReading = (text: string) => {
  const api = useEntryApi()
  const [read, setRead] = useState<{ text: string; answer: EntryReading } | null>(null)
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const ask = useRef(api)
  ask.current = api
  const readNow = async (said: string): Promise<EntryReading> => {
    const answer = await ask.current.reading.read({ text: said })
    setRead({ text: said, answer })
    setProblem(null)
    return answer
  }
  const readAgain = useRef(readNow)
  readAgain.current = readNow
  useEffect(() => {
    if (text.trim() === '') {
      setRead(null)
      setProblem(null)
      return undefined
    }
    let isOver = false
    const timer = setTimeout(() => {
      ask.current.reading.read({ text }).then(
        (answer) => {
          if (isOver) return
          setRead({ text, answer })
          setProblem(null)
        },
        (error: unknown) => isOver || setProblem(asClientProblem(error)),
      )
    }, WAIT_MS)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [text])
  return { read, problem, readNow: (said: string) => readAgain.current(said), isCurrent: read?.text === text }
}

/** What a refused field is called in the form. */
const LABELS: Record<string, string> = {
  kind: '类别',
  direction: '方向',
  startsOn: '日期',
  endsOn: '结束日',
  place: '地点',
  regionId: '地方',
  units: '对象单位',
  promise: '承诺',
  promiseOn: '承诺日',
  files: '照片',
  householdIds: '走访谁家',
}
const labelOf = (code: string | null, pointer: string): string => {
  const [first = '', key] = fieldNamed(pointer).split('.')
  const kind = code ? kindOf(code) : undefined
  const own = [...(kind?.fields ?? []), ...(kind?.quantities ?? [])].find((one) => one.key === key)
  return own?.label ?? LABELS[first] ?? '这一项'
}

/** Pointers of the server as names of the fields of the dialog. */
const fieldNamed = (pointer: string): string => pointer.replace(/^#?\//, '').replaceAll('/', '.')

/** 记一笔 on 今日: one sentence, what was read from it as chips, photos, 存下. Shown to posts that may write facts. */
export const QuickFact = () => (useMay('facts:write') ? <Box /> : null)

const Box = () => {
  const api = useEntryApi()
  const queries = useQueryClient()
  const { today } = useSession()
  const [text, setText] = useState('')
  const [changed, setChanged] = useState<{ text: string; form: EntryForm } | null>(null)
  const [isOpen, setOpen] = useState(false)
  const [isSaving, setSaving] = useState(false)
  const [saved, setSaved] = useState<FactDetail | null>(null)
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const photos = usePhotos(today)
  const { read, problem: unread, readNow, isCurrent } = useReading(text)
  /** The sentence of which somebody said that its day is last year's. */
  const [ofLastYear, setOfLastYear] = useState<string | null>(null)
  /** Which family of several of one name is meant, as answered for this sentence. */
  const [meant, setMeant] = useState<{ text: string; by: Readonly<Record<string, number | null>> }>({
    text: '',
    by: {},
  })
  const families = meant.text === text ? Object.entries(meant.by) : []
  const settled = (one: EntryReading) =>
    families.reduce(
      (now, [name, id]) => withFamily(now, name, id),
      ofLastYear === text ? withLastYear(one, today) : one,
    )
  const answer = text.trim() === '' || !read ? undefined : settled(read.answer)
  const form = changed?.text === text ? changed.form : answer?.draft

  const save = async (given: EntryForm) => {
    setSaving(true)
    setProblem(null)
    try {
      const made = await api.facts.record(
        asRecord(given, {
          channel: 'sentence',
          files: photos.photos.map(({ fileId }) => ({ fileId, caption: '' })),
        }),
      )
      setSaved(made)
      // The other events that the sentence told of wait in the box, one after the other.
      setText((answer?.facts ?? []).slice(1).join('；'))
      setChanged(null)
      setOpen(false)
      photos.clear()
      await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
    } catch (error) {
      const refused = asClientProblem(error)
      setProblem(refused)
      // A field that the kind needs is put right in the form.
      if (refused.errors.length > 0 && refused.type !== '/problems/secrecy') setOpen(true)
    } finally {
      setSaving(false)
    }
  }

  const press = async () => {
    if (isSaving || photos.sending > 0) return
    setSaved(null)
    setSaving(true)
    try {
      const now = settled(isCurrent && read ? read.answer : await readNow(text))
      if (now.secrets.length > 0) return
      const ready = changed?.text === text ? changed.form : now.draft
      if (changed?.text !== text && !now.isReady) {
        setOpen(true)
        return
      }
      await save(ready)
    } catch (error) {
      setProblem(asClientProblem(error))
    } finally {
      setSaving(false)
    }
  }

  const lastYear = answer?.lastYear ?? null
  const choices = answer?.choices ?? []
  const isOffered = (words: string | null) => choices.some(({ name }) => words === sharedName(name))
  const questions = changed?.text === text ? [] : choices
  const chips: ReadChip[] = (answer?.chips ?? [])
    .filter(({ value }) => !isDayAsked(value, lastYear) && !isOffered(value))
    .map(({ key, label, value, isOpen: isAsked }) => ({
      key,
      label,
      ...(value === null ? {} : { value }),
      isOpen: isAsked,
      onPress: () => setOpen(true),
    }))
  const secrets = answer?.secrets ?? []
  const shown = problem ?? unread
  return (
    <>
      <QuickBox
        value={text}
        onChange={(next) => {
          setText(next)
          setProblem(null)
          if (next !== '') setSaved(null)
        }}
        read={chips}
        reading={!isCurrent}
        question={
          (lastYear && changed?.text !== text) || questions.length > 0 ? (
            <>
              {lastYear ? (
                <DayQuestion lastYear={lastYear} onTake={() => setOfLastYear(text)} onChange={() => setOpen(true)} />
              ) : null}
              {questions.map((choice) => (
                <FamilyQuestion
                  key={choice.name}
                  choice={choice}
                  onTake={(id) => setMeant({ text, by: { ...Object.fromEntries(families), [choice.name]: id } })}
                />
              ))}
            </>
          ) : undefined
        }
        effect={answer?.effect || undefined}
        onSave={() => void press()}
        saving={isSaving || photos.sending > 0}
        onPhotos={photos.add}
        files={
          photos.photos.length > 0 || photos.sending > 0 || photos.refused.length > 0 ? (
            <PhotoStrip photos={photos} />
          ) : undefined
        }
        problem={
          secrets.length > 0 ? (
            <>这句话不能存：{secrets.join('；')}</>
          ) : shown && !isOpen ? (
            [shown.detail, ...shown.errors.map(({ detail }) => detail)].join('')
          ) : undefined
        }
        saved={
          saved ? (
            <>
              已存下，编号 {saved.code}。{text === '' ? null : '其余的在框里，接着存。'}
              <Go className="text-link" href={`/facts?open=${saved.id}`}>
                打开
              </Go>
            </>
          ) : undefined
        }
      />
      {isOpen && form && answer ? (
        <Suspense fallback={null}>
          <EntryDialog
            form={form}
            names={Object.fromEntries(answer.units.map(({ id, name }) => [id, name]))}
            region={answer.region?.name ?? '本级'}
            asks={answer.asks}
            unfilled={answer.unfilled}
            lastYear={lastYear}
            families={answer.households}
            readAs={(kind) => api.reading.read({ text, kind })}
            problems={(problem?.errors ?? []).map(({ pointer, detail }) => ({
              name: fieldNamed(pointer),
              label: labelOf(form.kind, pointer),
              detail,
            }))}
            verb="存下"
            busy={isSaving}
            onClose={() => setOpen(false)}
            onSave={(next) => {
              setChanged({ text, form: next })
              void save(next)
            }}
          />
        </Suspense>
      ) : null}
    </>
  )
}
