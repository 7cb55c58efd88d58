import type { EntryReading } from '../reading/contract.ts'
import { asRecord } from '../reading/form.ts'
import { type Owner, openVault, type Shelf } from './vault.ts'

/** 待发送, 已发送, 被退回. */
export type HeldState = 'waiting' | 'sent' | 'returned'

export type HeldPhoto = { name: string; bytes: Uint8Array<ArrayBuffer>; fileId: number | null }

/** How it was written: what was typed and pressed, and the day of the phone then, by which “今天” is read. */
export type Typed = { text: string; done: string; family: PickedFamily | null; on: string }

/** A record on this phone. Of one that was sent, its photos and its form are gone. */
export type Held = {
  key: string
  at: string
  state: HeldState
  /** The first words, for the list. */
  words: string
  form: EntryReading['draft'] | null
  typed: Typed | null
  photos: HeldPhoto[]
  code: string | null
  /** Why it came back; of one that was sent, that it is marked 迟录 or 补记. */
  reason: string | null
}

/** What sending asks of the line. `refused`: it came back with words; anything thrown: no answer, it waits on. */
export type Line = {
  upload(photo: HeldPhoto, key: string): Promise<{ id: number } | { refused: string }>
  arrive(
    record: ReturnType<typeof asRecord> & { key: string },
  ): Promise<{ code: string; said?: string } | { refused: string }>
}

/** A family picked for the day: what finds the door, and no closed field. */
export type PickedFamily = { id: number; name: string; place: string; kinds: string }

type Day = { on: string; families: PickedFamily[] }

const RECORD = 'record:'
const DAY = 'day'
const LONGEST_WORDS = 40
/** What was sent stays in the list for a day. */
const SENT_KEPT_MS = 86_400_000

const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

export type Outbox = {
  /** `insteadOf`: a returned one that was put right, which goes once the new one lies there. */
  keep(
    form: EntryReading['draft'],
    photos: readonly (Omit<HeldPhoto, 'fileId'> & { fileId?: number | null })[],
    now: Date,
    more?: { typed?: Typed; insteadOf?: string | undefined },
  ): Promise<Held>
  /** The newest first. */
  list(): Promise<Held[]>
  drop(key: string): Promise<void>
  /** One of them, whole; it stays where it lies. */
  read(key: string): Promise<Held | null>
  /** Sends what waits, one after the other, the oldest first; stops where the line gives no answer. Answers how many arrived. */
  send(line: Line): Promise<number>
  unsent(): Promise<number>
  pickDay(on: string, families: readonly PickedFamily[]): Promise<void>
  /** Families picked for this day; those of another day are gone. */
  familiesOf(on: string): Promise<PickedFamily[]>
}

/** Records that wait for the network, of one person in one post. */
export const openOutbox = async (shelf: Shelf, who: Owner): Promise<Outbox> => {
  const vault = await openVault(shelf, who)
  const save = (held: Held) => vault.keep(RECORD + held.key, held)
  const list = async (): Promise<Held[]> =>
    (await vault.list<Held>(RECORD)).map(({ value }) => value).sort((a, b) => (a.at < b.at ? 1 : -1))

  /** Photos first, each kept with its number: a line that breaks between two sends only the rest again. */
  const sendOne = async (held: Held, line: Line): Promise<Held> => {
    if (!held.form) return held
    let photos = held.photos
    for (const [index, photo] of photos.entries()) {
      if (photo.fileId !== null) continue
      const kept = await line.upload(photo, `${held.key}-photo-${index}`)
      if ('refused' in kept) return { ...held, photos, state: 'returned', reason: kept.refused }
      photos = photos.map((one, at) => (at === index ? { ...one, fileId: kept.id } : one))
      await save({ ...held, photos })
    }
    const files = photos.map(({ fileId }) => ({ fileId: fileId as number, caption: '' }))
    const record = asRecord(held.form, { channel: 'phone', files })
    const answer = await line.arrive({ ...record, key: held.key })
    if ('refused' in answer) return { ...held, photos, state: 'returned', reason: answer.refused }
    const { code, said = '' } = answer
    return { ...held, state: 'sent', code, reason: said || null, form: null, typed: null, photos: [] }
  }

  return {
    list,
    keep: async (form, photos, now, { typed = null, insteadOf } = {}) => {
      const held: Held = {
        key: newKey(),
        at: now.toISOString(),
        state: 'waiting',
        words: form.body.slice(0, LONGEST_WORDS),
        form,
        typed,
        // What the server has already is not sent again.
        photos: photos.map(({ name, bytes, fileId = null }) => ({ name, bytes, fileId })),
        code: null,
        reason: null,
      }
      await save(held)
      if (insteadOf) await vault.drop(RECORD + insteadOf)
      return held
    },
    drop: (key) => vault.drop(RECORD + key),
    read: (key) => vault.read<Held>(RECORD + key),
    send: async (line) => {
      let arrived = 0
      const waiting = (await list()).filter(({ state }) => state === 'waiting').reverse()
      for (const { key } of waiting) {
        // Another page may have sent it meanwhile.
        const held = await vault.read<Held>(RECORD + key)
        if (held?.state !== 'waiting') continue
        const after = await sendOne(held, line)
        await save(after)
        if (after.state === 'sent') arrived += 1
      }
      const now = Date.now()
      for (const { key, state, at } of await list())
        if (state === 'sent' && now - Date.parse(at) > SENT_KEPT_MS) await vault.drop(RECORD + key)
      return arrived
    },
    unsent: async () => (await list()).filter(({ state }) => state !== 'sent').length,
    pickDay: (on, families) => vault.keep(DAY, { on, families: [...families] } satisfies Day),
    familiesOf: async (on) => {
      const day = await vault.read<Day>(DAY)
      if (day?.on === on) return day.families
      if (day) await vault.drop(DAY)
      return []
    },
  }
}
