import { useState } from 'react'
import { type ClientProblem, useSession } from '../../../../platform/client/api.tsx'
import { previewUrl, thumbnailUrl } from '../../../../platform/client/upload.ts'
import {
  Button,
  ChoiceSelect,
  DayPicker,
  Field,
  formatDay,
  formatDayWithWeekday,
  IconButton,
  Note,
  Panel,
  Preview,
  ProblemNote,
  TextInput,
  type UnitOption,
  UnitPicker,
} from '../../../../platform/ui/index.ts'
import { directionsFor, type FactKind, kindOf } from '../../kinds/all.ts'
import { sidesOf } from '../../sides.ts'
import { dayOfGroup, type Group, type Named } from '../rules.ts'
import type { Photo } from './useGroups.ts'

const timeOf = ({ at }: Photo) => at.slice(11, 16)

/** 7月3日 周五 9:12 — 10:05: when the photos of a group were taken. */
export const whenOf = (photos: readonly Photo[], today: string): string => {
  const [first, last] = [photos[0] as Photo, photos.at(-1) as Photo]
  const day = first.at.slice(0, 10)
  const isOneDay = day === last.at.slice(0, 10)
  const until = isOneDay ? timeOf(last) : `${formatDay(last.at.slice(0, 10), today)} ${timeOf(last)}`
  return `${formatDayWithWeekday(day, today)} ${timeOf(first)}${timeOf(first) === until ? '' : ` — ${until}`}`
}

/** One group: its photos, what it was, where and when, and the fact that is proposed from it. */
export const GroupPanel = ({
  group,
  photos,
  number,
  kinds,
  today,
  findPlaces,
  chosen,
  like,
  problem,
  busy,
  onChoose,
  onName,
  onMergeUp,
  onMergeLike,
  onDraft,
  onOpen,
}: {
  group: Group
  /** Its photos, in the order they were taken. */
  photos: readonly Photo[]
  number: number
  kinds: readonly FactKind[]
  today: string
  findPlaces: (typed: string) => Promise<UnitOption[]>
  chosen: ReadonlySet<string>
  /** The number of an earlier group that is likely the same occasion. */
  like: number | undefined
  problem: ClientProblem | undefined
  busy: boolean
  onChoose: (id: string) => void
  onName: (part: Partial<Named>) => void
  onMergeUp: (() => void) | undefined
  onMergeLike: () => void
  onDraft: () => void
  onOpen: () => void
}) => {
  const [looked, setLooked] = useState<Photo | null>(null)
  const kind = kindOf(group.kind)
  const sides = sidesOf(useSession().acting)
  const onTheWay = photos.filter(({ fileId }) => fileId === undefined).length
  const day = dayOfGroup(group, photos)
  const byFile = photos.filter(({ isFromCamera }) => !isFromCamera).length
  return (
    <Panel title={`第 ${number} 组`} count={`${whenOf(photos, today)} · ${photos.length} 张`} label={`第 ${number} 组`}>
      <div className="photo-group pad">
        <ul className="photo-tiles" aria-label={`第 ${number} 组的照片`}>
          {photos.map((photo) => (
            <li key={photo.id} className="photo-tile">
              <button
                type="button"
                aria-pressed={chosen.has(photo.id)}
                aria-label={`选${photo.name}，${timeOf(photo)}`}
                title={photo.name}
                onClick={() => onChoose(photo.id)}
              >
                {photo.fileId === undefined ? (
                  <span className="photo-waits" role="status">
                    {photo.share > 0 && photo.share < 1 ? `${Math.round(photo.share * 100)}%` : '等待'}
                  </span>
                ) : (
                  <img src={thumbnailUrl(photo.fileId)} alt="" loading="lazy" />
                )}
                <small>
                  {timeOf(photo)}
                  {photo.isFromCamera ? '' : ' 文件时间'}
                </small>
              </button>
              {photo.fileId === undefined ? null : (
                <IconButton icon="expand" label={`看${photo.name}`} onClick={() => setLooked(photo)} />
              )}
            </li>
          ))}
        </ul>
        <div className="photo-words">
          {problem ? <ProblemNote problem={problem} /> : null}
          {problem?.errors.map(({ detail }) => (
            <p key={detail} className="small over-words">
              {detail}
            </p>
          ))}
          {day > today ? <Note kind="due">拍摄日期晚于今天，多半是相机时间没有校准，改一改日期。</Note> : null}
          {byFile > 0 ? (
            <Note>
              {byFile === photos.length ? '这组照片' : `有 ${byFile} 张`}没有拍摄时间，按文件时间排，核对日期。
            </Note>
          ) : null}
          {like === undefined ? null : (
            <Note>
              与第 {like} 组同一天、同一地点、同一类。
              <Button small onClick={onMergeLike}>
                合成一组
              </Button>
            </Note>
          )}
          <div className="fact-form-two">
            <Field name={`kind-${group.id}`} label="类别">
              <ChoiceSelect
                value={group.kind}
                onText={(code) => onName({ kind: code, direction: '' })}
                options={kinds.map(({ code, name }) => ({ value: code, label: name }))}
              />
            </Field>
            {kind?.directions ? (
              <Field name={`direction-${group.id}`} label="方向" optional>
                <ChoiceSelect
                  value={group.direction}
                  unset="以后再选"
                  onText={(direction) => onName({ direction })}
                  options={directionsFor(kind, sides).map(([value, label]) => ({ value, label }))}
                />
              </Field>
            ) : null}
            <Field name={`day-${group.id}`} label="哪天">
              <DayPicker value={day} today={today} max={today} onChange={(next) => onName({ day: next })} />
            </Field>
            <Field name={`region-${group.id}`} label="地方" error={group.region ? undefined : '还没有选地方。'}>
              <UnitPicker
                placeholder="输入地名"
                find={findPlaces}
                value={group.region}
                onChange={(region) => onName({ region })}
              />
            </Field>
            {kind?.isCountyOnly ? null : (
              <Field name={`place-${group.id}`} label="地点" optional>
                <TextInput
                  value={group.place}
                  maxLength={100}
                  list="photo-places"
                  onText={(place) => onName({ place })}
                />
              </Field>
            )}
            <Field name={`title-${group.id}`} label="名称" optional>
              <TextInput value={group.title} maxLength={120} onText={(title) => onName({ title })} />
            </Field>
          </div>
          {photos.flatMap(({ id, name, alike }) =>
            alike.map((words) => (
              <p key={`${id} ${words}`} className="small" role="status">
                {name}：{words}不是同一次的就留着。
              </p>
            )),
          )}
          <div className="row wrap">
            <Button onClick={onOpen} disabled={onTheWay > 0}>
              补全并存下
            </Button>
            <Button busy={busy} onClick={onDraft} disabled={onTheWay > 0 || !group.region}>
              存草稿
            </Button>
            {onMergeUp ? (
              <Button kind="text" icon="merge" onClick={onMergeUp}>
                并入上一组
              </Button>
            ) : null}
            {onTheWay > 0 ? (
              <span className="small quiet" role="status">
                还有 {onTheWay} 张在传
              </span>
            ) : null}
          </div>
        </div>
      </div>
      {looked?.fileId === undefined ? null : (
        <Preview
          file={{ id: looked.id, name: looked.name, pages: [previewUrl(looked.fileId)] }}
          onClose={() => setLooked(null)}
        />
      )}
    </Panel>
  )
}
