import { useEffect, useRef, useState } from 'react'
import { useApi, useMay, useSession } from '../../../../platform/client/api.tsx'
import { scanField } from '../../../../platform/secrecy/index.ts'
import {
  Button,
  Chip,
  IconButton,
  Note,
  Panel,
  RadioRow,
  TextArea,
  useNavigateTo,
} from '../../../../platform/ui/index.ts'
import { isDayAsked, takeLastYear } from '../../reading/asked.ts'
import type { EntryReading } from '../../reading/contract.ts'
import { draftOf } from '../../reading/draft.ts'
import { chipsOf, isReady } from '../../reading/form.ts'
import { readFact } from '../../reading/read.ts'
import type { ReadKind } from '../../reading/types.ts'
import { DayQuestion } from '../../reading/ui/DayQuestion.tsx'
import { EntryDialog } from '../../reading/ui/EntryDialog.tsx'
import { sidesOf } from '../../sides.ts'
import type { offline } from '../contract.ts'
import { mended } from '../mending.ts'
import type { Held, PickedFamily, Typed } from '../outbox.ts'
import { FamilyField } from './FamilyField.tsx'
import { HeldRecords } from './HeldRecords.tsx'
import { keepPage, keepSession, noteWaiting, openHere, outboxOf, sendWaiting } from './holding.ts'
import { smallPhoto } from './pictures.ts'
import { ReturnedHere } from './ReturnedHere.tsx'
import { type Photo, Shots } from './Shots.tsx'
import { DONE, told } from './said.ts'
import { mayHold } from './shelf.ts'
import './record.css'

/** A record that came back and is being put right: how it was written, and the form as it was kept. */
type Mending = { key: string; typed: Typed; form: EntryReading['draft'] }

/** Whether the browser has a line at all; a line without a server behind it shows when something is sent. */
const useOnline = (): boolean => {
  const [isOnline, setOnline] = useState(() => navigator.onLine)
  useEffect(() => {
    const look = () => setOnline(navigator.onLine)
    window.addEventListener('online', look)
    window.addEventListener('offline', look)
    return () => {
      window.removeEventListener('online', look)
      window.removeEventListener('offline', look)
    }
  }, [])
  return isOnline
}

/**
 * 记一次走访: the page for a phone in a village. What is saved waits sealed on the phone and is sent when there is a network.
 * `isLocked`: opened without network, by whoever holds the phone; it takes records in and tells only how many wait.
 */
export const RecordDesk = ({ isLocked, hidesFamilies }: { isLocked: boolean; hidesFamilies: boolean }) => {
  const session = useSession()
  const api = useApi<{ offline: typeof offline }>()
  const navigate = useNavigateTo()
  const isOnline = useOnline()
  const mayWrite = useMay('facts:write')
  const [text, setText] = useState('')
  const [done, setDone] = useState('走访')
  const [family, setFamily] = useState<PickedFamily | null>(null)
  const [photos, setPhotos] = useState<readonly Photo[]>([])
  const [changed, setChanged] = useState<{ said: string; form: EntryReading['draft'] } | null>(null)
  const [mending, setMending] = useState<Mending | null>(null)
  const [isOpen, setOpen] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [held, setHeld] = useState<readonly Held[]>([])
  const [words, setWords] = useState<{ kind: 'ok' | 'over'; text: string } | null>(null)
  /** The sentence of which somebody said that its day is last year's. */
  const [ofLastYear, setOfLastYear] = useState<string | null>(null)
  const [staysOpen, setStaysOpen] = useState<boolean | null>(null)
  const { today, acting } = session

  const refresh = async () => {
    const outbox = await outboxOf(session)
    if (!outbox) return
    setHeld(await outbox.list())
    await noteWaiting(session, outbox)
  }
  const send = async () => {
    await sendWaiting(session, api as never)
    await refresh()
  }
  const now = useRef({ refresh, send })
  now.current = { refresh, send }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each post, and when the line comes back
  useEffect(() => {
    void now.current.refresh()
    if (!isOnline || isLocked) return
    void keepSession(session).catch(() => undefined)
    openHere(session)
    void keepPage().then(setStaysOpen)
    void now.current.send()
  }, [isOnline, acting?.id])

  const said = told(text, done, family)
  // 今天 is the day on which it was written, for one that came back as well.
  const on = mending?.typed.on ?? today
  const sides = sidesOf(acting)
  const supposed = sides.includes('civil') ? 'to-families' : 'to-needy'
  const readAs = (words: string, of: PickedFamily | null, kind?: ReadKind) => {
    const reading = readFact(words, {
      today: on,
      home: acting?.regionId ?? null,
      families: of ? [{ id: of.id, names: [of.name] }] : [],
      sides,
      ...(kind ? { kind } : {}),
    })
    const { asks, unfilled, lastYear, ...read } = draftOf(reading, words, {
      today: on,
      regionId: acting?.regionId ?? null,
    })
    const isSupposed = read.kind === 'visit' && read.direction === null && reading.noDirection === null
    const draft: EntryReading['draft'] = {
      ...read,
      ...(isSupposed ? { direction: supposed } : {}),
      householdIds: of && (read.kind === 'visit' || read.kind === 'ceremony') ? [of.id] : [],
    }
    return { reading, draft, asks, unfilled, lastYear }
  }
  const read = readAs(said, family)
  const { reading, unfilled } = read
  const isTaken = ofLastYear === said && read.lastYear !== null
  const { form: draft, asks } =
    isTaken && read.lastYear
      ? takeLastYear(read.draft, read.asks, read.lastYear)
      : { form: read.draft, asks: read.asks }
  const lastYear = isTaken ? null : read.lastYear
  const wrote = mending ? told(mending.typed.text, mending.typed.done, mending.typed.family) : ''
  const afresh = mending ? mended(mending.form, readAs(wrote, mending.typed.family).draft, draft) : draft
  const form = changed?.said === said ? changed.form : afresh
  const region = acting ? { id: acting.regionId, name: acting.regionName } : null
  const chips =
    text.trim() === ''
      ? []
      : chipsOf(
          reading,
          form,
          changed?.said === said ? { asks: [], unfilled } : { asks, unfilled },
          { units: {}, households: family ? { [family.id]: family.name } : {}, region },
          on,
        ).filter(({ key, value }) => key !== 'region' && !isDayAsked(value, lastYear))
  const secrets = scanField(said)

  const addPhotos = async (files: readonly File[]) => {
    for (const file of files) {
      const small = await smallPhoto(file)
      if (small) setPhotos((before) => [...before, small])
      else setWords({ kind: 'over', text: `“${file.name}”不是能读的照片，换一张。` })
    }
  }

  const clear = () => {
    for (const { url } of photos) URL.revokeObjectURL(url)
    setText('')
    setFamily(null)
    setPhotos([])
    setChanged(null)
    setMending(null)
    setOpen(false)
  }

  const keep = async (given: EntryReading['draft']) => {
    if (isBusy) return
    setBusy(true)
    setWords(null)
    try {
      const hits = scanField([given.body, given.place, given.promise ?? '', ...Object.values(given.fields)].join('\n'))
      if (hits.length > 0) {
        setWords({
          kind: 'over',
          text: `不能存：${hits.map(({ excerpt, reason }) => `“${excerpt}”：${reason}`).join('；')}`,
        })
        return
      }
      const outbox = await outboxOf(session)
      if (!outbox) {
        setWords({
          kind: 'over',
          text: '这个浏览器或这条连接存不下待发送的记录（要用安全连接打开），联网后在今日里记。',
        })
        return
      }
      await outbox.keep(given, photos, new Date(), { typed: { text, done, family, on }, insteadOf: mending?.key })
      // One that came back told of the others when it was written.
      const rest = mending ? [] : reading.facts.slice(1)
      clear()
      // The events that the sentence also told of wait in the box, one after the other.
      setText(rest.join('；'))
      await refresh()
      setWords({ kind: 'ok', text: navigator.onLine ? '已存下，正在发送。' : '已存下，待发送；联网后自动发一次。' })
      if (navigator.onLine) {
        await send()
        setWords({ kind: 'ok', text: '已存下。发送情况见下面。' })
      }
    } catch {
      setWords({ kind: 'over', text: '手机存储满了，没有存下。删去几张照片或清理手机后再存。' })
    } finally {
      setBusy(false)
    }
  }

  const press = () => {
    if (said === '' || secrets.length > 0) return
    const isAsIs = mending !== null && said === wrote
    if (changed?.said !== said && !isReady(form, isAsIs || isTaken ? { when: null } : reading, isAsIs ? [] : asks))
      setOpen(true)
    else void keep(form)
  }

  const putRight = async (key: string) => {
    const back = await (await outboxOf(session))?.read(key)
    if (!back?.form) return
    clear()
    const typed = back.typed ?? { text: back.form.body, done, family: null, on: back.at.slice(0, 10) }
    setText(typed.text)
    setDone(typed.done)
    setFamily(typed.family)
    setMending({ key, typed, form: back.form })
    setPhotos(back.photos.map((photo) => ({ ...photo, url: URL.createObjectURL(new Blob([photo.bytes])) })))
    setWords({ kind: 'over', text: `上次被退回：${back.reason ?? ''}` })
  }

  if (!mayWrite) return <Note kind="due">本岗位不记实绩，由双拥办、成员单位、服务站和部队的岗位记。</Note>
  return (
    <div className="record">
      <div className="record-head">
        <IconButton icon="left" label="返回今日" onClick={() => navigate('/')} />
        <h1>记一次走访</h1>
        <span className="grow" />
        <span className="small quiet" role="status">
          {!mayHold() || staysOpen === false ? '要联网才能记' : isOnline ? '离线也能存' : '没有网络，存在手机里'}
        </span>
      </div>
      <Panel label="记一次走访">
        {hidesFamilies ? null : <FamilyField family={family} onPick={setFamily} isOnline={isOnline} />}
        <div className="blk">
          <div className="lab">
            <span>做了什么</span>
          </div>
          <RadioRow name="done" as="kinds" options={DONE} value={done} onChange={setDone} />
        </div>
        <div className="blk">
          <div className="lab">
            <span>写一句话</span>
            <span>勿写部队番号、地点坐标</span>
          </div>
          <TextArea
            aria-label="写一句话"
            rows={3}
            value={text}
            maxLength={2000}
            placeholder="今天看望，送米油各一份"
            onText={(next) => {
              setText(next)
              setWords(null)
            }}
          />
          {chips.length > 0 ? (
            <div className="record-read">
              {chips.map(({ key, label, value, isOpen: isAsked }) =>
                value === null ? (
                  <Chip key={key} missing onClick={() => setOpen(true)} aria-label={`补${label}`}>
                    {label}
                  </Chip>
                ) : (
                  <Chip
                    key={key}
                    label={label}
                    missing={isAsked}
                    icon={isAsked ? 'help' : undefined}
                    onClick={() => setOpen(true)}
                    aria-label={`${label}：${value}，改`}
                  >
                    {value}
                  </Chip>
                ),
              )}
            </div>
          ) : null}
          {lastYear && changed?.said !== said && mending === null ? (
            <DayQuestion lastYear={lastYear} onTake={() => setOfLastYear(said)} onChange={() => setOpen(true)} />
          ) : null}
          {secrets.length > 0 ? (
            <Note kind="over">
              这句话不能存：{secrets.map(({ excerpt, reason }) => `“${excerpt}”：${reason}`).join('；')}
            </Note>
          ) : null}
        </div>
        <Shots
          photos={photos}
          onAdd={(files) => void addPhotos(files)}
          onDrop={(url) => {
            URL.revokeObjectURL(url)
            setPhotos((before) => before.filter((one) => one.url !== url))
          }}
        />
      </Panel>
      {words ? <Note kind={words.kind}>{words.text}</Note> : null}
      {isOnline && !isLocked ? <ReturnedHere /> : null}
      {held.length > 0 ? (
        <HeldRecords
          held={held}
          isLocked={isLocked}
          mending={mending?.key ?? null}
          onMend={(key) => void putRight(key)}
          onLeave={clear}
        />
      ) : null}
      <Note>
        本条只记事，不记你的位置，不计次数，不排名。没有网络时加密存在浏览器里，联网后自动发一次；退出登录即清除。
      </Note>
      <div className="record-foot">
        <Button kind="primary" busy={isBusy} disabled={said === '' || secrets.length > 0} onClick={press}>
          存下
        </Button>
      </div>
      {isOpen ? (
        <EntryDialog
          form={form}
          names={{}}
          region={region?.name ?? '本级'}
          asks={asks}
          unfilled={unfilled}
          lastYear={lastYear}
          readAs={async (kind) => ({ ...readAs(said, family, kind), units: [], households: [] })}
          verb="存下"
          busy={isBusy}
          onClose={() => setOpen(false)}
          onSave={(next) => {
            setChanged({ said, form: next })
            void keep(next)
          }}
        />
      ) : null}
    </div>
  )
}

/** The page with somebody signed in. */
export const RecordPage = () => <RecordDesk isLocked={false} hidesFamilies={false} />
