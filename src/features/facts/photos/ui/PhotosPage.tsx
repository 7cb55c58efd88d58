import { type ClipboardEvent, type DragEvent, lazy, Suspense, useRef, useState } from 'react'
import type { Role } from '../../../../platform/acting.ts'
import { asClientProblem, type ClientProblem, useMay, useSession } from '../../../../platform/client/api.tsx'
import { thumbnailUrl } from '../../../../platform/client/upload.ts'
import {
  Button,
  ChoiceSelect,
  Go,
  IconButton,
  Note,
  names,
  PageHead,
  Panel,
  toast,
  UNCLASSIFIED,
} from '../../../../platform/ui/index.ts'
import type { FactDetail } from '../../contract.ts'
import { FACT_KINDS, type FactKind, kindOf } from '../../kinds/all.ts'
import { mayEnter } from '../../rules.ts'
import { useFacts, useFindPlaces, useKeepFact } from '../../ui/data.ts'
import '../../ui/facts.css'
import { asRecord, filledFrom } from '../../ui/filled.ts'
import { factsHref } from '../../ui/search.ts'
import { dayOfGroup, type Group, MOST_PHOTOS, type Pause, sameOccasion } from '../rules.ts'
import { GroupPanel } from './GroupPanel.tsx'
import './photos.css'
import { type Groups, type Photo, useGroups } from './useGroups.ts'

const FactForm = lazy(async () => ({ default: (await import('../../ui/FactForm.tsx')).FactForm }))

const PAUSE_LABELS: Record<Pause, string> = {
  30: '隔半小时另成一组',
  60: '隔一小时另成一组',
  120: '隔两小时另成一组',
  1440: '一天一组',
}

/** Kinds that one group of photos can be proposed as: of a day, and by the own side. */
const kindsFor = (role: Role): FactKind[] =>
  FACT_KINDS.filter((one) => mayEnter(one, role) && one.days !== 'month' && (!one.isMilitary || role === 'troop'))

/** 照片成组: many photos become a few proposed facts, by when they were taken and the place the person names. */
export const PhotosPage = () => {
  const may = useMay('facts:write')
  return (
    <>
      <PageHead
        title="照片成组"
        sub={<span className="hide-s">一批照片按拍摄时间分组，一组记一条实绩</span>}
        back="/facts"
      />
      {may ? <Grouping /> : <Note kind="due">照片由记实绩的岗位整理。</Note>}
    </>
  )
}

const Grouping = () => {
  const api = useFacts()
  const keep = useKeepFact()
  const { acting, today } = useSession()
  const kinds = kindsFor((acting?.role ?? 'leader') as Role)
  const usual = kinds.find(({ code }) => code === 'activity') ?? kinds[0]
  const region = acting ? { id: String(acting.regionId), name: acting.regionName } : null
  const grouping = useGroups(() => ({
    ...{ kind: usual?.code ?? '', direction: '', region, place: '', title: '', day: null },
  }))
  const { photos, groups } = grouping
  const findPlaces = useFindPlaces(acting ? { id: acting.regionId, name: acting.regionName } : null)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [problems, setProblems] = useState<Readonly<Record<string, ClientProblem>>>({})
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set())
  const [done, setDone] = useState<readonly FactDetail[]>([])
  const [filling, setFilling] = useState<Group | null>(null)
  const of = ({ photoIds }: Group) => photoIds.map((id) => photos.find((one) => one.id === id) as Photo)

  const settle = (group: Group, made: FactDetail) => {
    setDone((all) => [...all, made])
    grouping.remove(group.photoIds)
    setChosen(new Set())
  }
  const draft = async (group: Group): Promise<boolean> => {
    const kind = kindOf(group.kind) as FactKind
    const filled = filledFrom(undefined, group.region, dayOfGroup(group, photos), kind.code)
    const { place, title, direction } = group
    const files = of(group).map(({ fileId }) => ({ id: String(fileId) }))
    setBusy((all) => new Set([...all, group.id]))
    try {
      const record = asRecord(kind, { ...filled, place, title, direction }, files, 'photos')
      const made = await api.record({ ...record, isDraft: true })
      keep(made)
      settle(group, made)
      return true
    } catch (thrown) {
      setProblems((all) => ({ ...all, [group.id]: asClientProblem(thrown) }))
      return false
    } finally {
      setBusy((all) => new Set([...all].filter((id) => id !== group.id)))
    }
  }
  const draftAll = async () => {
    let count = 0
    for (const group of groups) if (await draft(group)) count += 1
    if (count > 0) toast.done(`已存 ${count} 条草稿，只有本单位看得到，补全后再记下。`)
  }
  const choose = (id: string) =>
    setChosen((now) => new Set(now.has(id) ? [...now].filter((one) => one !== id) : [...now, id]))

  return (
    <>
      <Drop grouping={grouping} />
      <Found grouping={grouping} />
      {done.length > 0 ? <Done facts={done} /> : null}
      {groups.length > 0 ? (
        <div className="row wrap photo-sum">
          <span className="grow" role="status">
            {photos.length} 张照片，{groups.length} 组{grouping.sending > 0 ? `，还有 ${grouping.sending} 张在传` : ''}
            <small className="quiet hide-s">　去别的页面不会丢；关浏览器前存成草稿。</small>
          </span>
          <ChoiceSelect
            aria-label="隔多久另成一组"
            value={String(grouping.pause)}
            onText={(pause) => grouping.setPause(Number(pause) as Pause)}
            options={Object.entries(PAUSE_LABELS).map(([value, label]) => ({ value, label }))}
          />
          <Button
            kind="primary"
            busy={busy.size > 0}
            disabled={grouping.sending > 0 || groups.some((one) => one.region === null)}
            onClick={() => void draftAll()}
          >
            {`全部存草稿（${groups.length} 条）`}
          </Button>
        </div>
      ) : null}
      <datalist id="photo-places">
        {[...new Set(groups.map(({ place }) => place).filter(Boolean))].map((place) => (
          <option key={place} value={place} />
        ))}
      </datalist>
      {groups.map((group, index) => {
        const like = sameOccasion(group, groups, photos)
        const above = groups[index - 1]
        return (
          <GroupPanel
            key={group.id}
            {...{ group, kinds, today, findPlaces, chosen }}
            photos={of(group)}
            number={index + 1}
            like={like ? groups.indexOf(like) + 1 : undefined}
            problem={problems[group.id]}
            busy={busy.has(group.id)}
            onChoose={choose}
            onName={(part) => grouping.name(group.id, part)}
            onMergeUp={above ? () => grouping.merge(above.id, group.id) : undefined}
            onMergeLike={() => like && grouping.merge(like.id, group.id)}
            onDraft={() => void draft(group)}
            onOpen={() => setFilling(group)}
          />
        )
      })}
      {chosen.size > 0 ? <ChosenBar {...{ chosen, grouping }} onDone={() => setChosen(new Set())} /> : null}
      <Suspense fallback={null}>
        {filling ? (
          <FactForm
            preset={{
              ...{ kind: filling.kind, direction: filling.direction, place: filling.place, title: filling.title },
              region: filling.region ? { id: Number(filling.region.id), name: filling.region.name } : undefined,
              startsOn: dayOfGroup(filling, photos),
              files: of(filling).map(({ fileId, name }) => ({
                ...{ id: String(fileId), name, thumb: thumbnailUrl(fileId as number) },
              })),
              channel: 'photos',
            }}
            onClose={(made) => {
              if (made) settle(filling, made)
              setFilling(null)
            }}
          />
        ) : null}
      </Suspense>
    </>
  )
}

/** Where photos are chosen, dropped or pasted, and what of them was not taken. */
const Drop = ({ grouping }: { grouping: Groups }) => {
  const picker = useRef<HTMLInputElement>(null)
  const [isOver, setOver] = useState(false)
  const take = (files: FileList | null) => void grouping.add([...(files ?? [])])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping and pasting are extras; the button does the same
    <div
      className={names('photo-drop', isOver && 'over')}
      onDragOver={(event: DragEvent) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event: DragEvent) => {
        event.preventDefault()
        setOver(false)
        take(event.dataTransfer.files)
      }}
      onPaste={(event: ClipboardEvent) => {
        if (event.clipboardData.files.length > 0) take(event.clipboardData.files)
      }}
    >
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        accept="image/*"
        aria-label="选照片"
        onChange={(event) => {
          take(event.target.files)
          event.target.value = ''
        }}
      />
      <div className="row wrap">
        <Button
          kind={grouping.groups.length === 0 ? 'primary' : 'default'}
          icon="camera"
          onClick={() => picker.current?.click()}
        >
          选照片
        </Button>
        <span className="small quiet grow">
          可拖入或粘贴，一次最多 {MOST_PHOTOS} 张。只看拍摄时间来分组；照片里的位置和设备信息不读，存下前去掉。
        </span>
      </div>
      <p className="small quiet">{UNCLASSIFIED}。不拍营区、装备和人员名单。</p>
      {grouping.leftOut > 0 ? (
        <Note kind="due">
          一次最多 {MOST_PHOTOS} 张，后面 {grouping.leftOut} 张没有放进来，存下这些再选。
        </Note>
      ) : null}
      {grouping.refused.map((one) => (
        <p key={one.id} className="small over-words row wrap" role="alert">
          <span className="grow">
            {one.file.name} 没有传上：{one.words}
          </span>
          <Button small onClick={() => grouping.retry(one)}>
            再传
          </Button>
          <IconButton icon="close" label={`去掉${one.file.name}`} onClick={() => grouping.forget(one.id)} />
        </p>
      ))}
    </div>
  )
}

/** What the tab kept of photos that were laid out before the page was left or loaded anew, and what of them did not arrive. */
const Found = ({ grouping: { isFound, photos, missing, clear, forgetMissing } }: { grouping: Groups }) => (
  <>
    {isFound && photos.length > 0 ? (
      <Note>
        上次整理的 {photos.length} 张照片还在，接着整理。
        <Button small onClick={clear}>
          不要了，全部去掉
        </Button>
      </Note>
    ) : null}
    {isFound && missing.length > 0 ? (
      <Note kind="due">
        {missing.length} 张没传完页面就关了，重新选：{missing.slice(0, 5).join('、')}
        {missing.length > 5 ? '等' : ''}。
        <Button small onClick={forgetMissing}>
          知道了
        </Button>
      </Note>
    ) : null}
  </>
)

/** What has been made of groups on this page. */
const Done = ({ facts }: { facts: readonly FactDetail[] }) => (
  <Panel title="已存" count={`${facts.length} 条`}>
    <ul className="list">
      {facts.map(({ id, code, title }) => (
        <li key={id}>
          <Go href={factsHref({ open: id })}>{title}</Go>
          <span className="quiet small">{code}</span>
        </li>
      ))}
    </ul>
  </Panel>
)

const NEW_GROUP = 'new'

/** What can be done with the chosen photos: another group, one of their own, out. */
const ChosenBar = ({
  chosen,
  grouping,
  onDone,
}: {
  chosen: ReadonlySet<string>
  grouping: Groups
  onDone: () => void
}) => (
  <section className="photo-chosen row wrap" aria-label="选中的照片">
    <b className="grow" role="status">
      选中 {chosen.size} 张
    </b>
    <ChoiceSelect
      aria-label="移到哪一组"
      value=""
      unset="移到…"
      onText={(to) => {
        if (to === '') return
        grouping.move([...chosen], to === NEW_GROUP ? null : to)
        onDone()
      }}
      options={[
        { value: NEW_GROUP, label: '另成一组' },
        ...grouping.groups.map(({ id }, index) => ({ value: id, label: `第 ${index + 1} 组` })),
      ]}
    />
    <Button
      icon="bin"
      onClick={() => {
        grouping.remove([...chosen])
        onDone()
      }}
    >
      去掉
    </Button>
    <Button kind="text" onClick={onDone}>
      不选了
    </Button>
  </section>
)
