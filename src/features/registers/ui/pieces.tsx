import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { asClientProblem, type ClientProblem, useApi, useMay } from '../../../platform/client/api.tsx'
import { fileUrl, previewUrl, thumbnailUrl, uploadFile } from '../../../platform/client/upload.ts'
import {
  Field,
  FileDrop,
  Pager,
  type SendFile,
  type ShownFile,
  Tabs,
  toast,
  useNavigateTo,
} from '../../../platform/ui/index.ts'
import { usePages } from '../../org/ui/index.ts'
import type { registers } from '../contract.ts'
import './registers.css'

export { usePages }

/** The part of the typed client that the register speaks through. */
export const useRegisters = () => useApi<{ registers: typeof registers }>().registers

/** The parts of 底册 in their order; every page of the register shows them. */
const TABS = [
  { key: 'households', label: '家庭', href: '/registers', permission: 'registers:read' },
  { key: 'plaques', label: '光荣牌', href: '/registers/plaques', permission: 'registers:read' },
  { key: 'merit', label: '喜报', href: '/registers/merit-reports', permission: 'registers:read' },
  { key: 'letters', label: '慰问信', href: '/registers/letters', permission: 'registers:read' },
  { key: 'help', label: '帮扶', href: '/registers/help', permission: 'registers:read' },
  { key: 'calculators', label: '待遇测算', href: '/registers/calculators', permission: 'registers:read' },
  { key: 'duplicates', label: '查重', href: '/registers/duplicates', permission: 'registers:write' },
  { key: 'imports', label: '导入', href: '/registers/imports', permission: 'registers:import' },
  { key: 'retention', label: '到期', href: '/registers/retention', permission: 'registers:erase' },
] as const

export const RegisterTabs = ({ current }: { current: (typeof TABS)[number]['key'] }) => {
  const may: Record<string, boolean> = {
    'registers:read': useMay('registers:read'),
    'registers:write': useMay('registers:write'),
    'registers:import': useMay('registers:import'),
    'registers:erase': useMay('registers:erase'),
  }
  const items = TABS.filter(({ permission }) => may[permission])
  return items.length === 0 ? null : <Tabs label="底册" items={items} current={current} />
}

/** Sends a change of the register; afterwards its lists are read again. The refusal is kept to be shown. */
export const useRegisterSend = <Input, Answer>(
  send: (input: Input) => Promise<Answer>,
  done: (answer: Answer, input: Input) => string | undefined,
) => {
  const queries = useQueryClient()
  const mutation = useMutation({
    mutationFn: send,
    onSuccess: async (answer, input) => {
      const words = done(answer, input)
      if (words) toast.done(words)
      await queries.invalidateQueries({ queryKey: ['registers'] })
    },
  })
  return {
    send: mutation.mutate,
    busy: mutation.isPending,
    problem: mutation.error ? asClientProblem(mutation.error) : undefined,
    reset: mutation.reset,
  }
}

/** A refusal as the pieces show it. */
export const problemOf = (error: unknown): ClientProblem | undefined => (error ? asClientProblem(error) : undefined)

/** What the address says, and a way to say it otherwise; a null takes a word out. */
export const useAddress = <Key extends string>(): [
  Partial<Record<Key, string>>,
  (change: Partial<Record<Key, string | number | null>>) => void,
  (change: Partial<Record<Key, string | number | null>>) => string,
] => {
  const found = useSearch({ strict: false }) as Record<string, unknown>
  const go = useNavigateTo()
  const said = Object.fromEntries(
    Object.entries(found).map(([key, value]) => [key, value === undefined ? undefined : String(value)]),
  ) as Partial<Record<Key, string>>
  const hrefOf = (change: Partial<Record<Key, string | number | null>>): string => {
    const next = new URLSearchParams()
    for (const [key, value] of Object.entries({ ...said, ...change }))
      if (value !== null && value !== undefined && value !== '') next.set(key, String(value))
    const words = next.toString()
    return `${window.location.pathname}${words ? `?${words}` : ''}`
  }
  return [said, (change) => go(hrefOf(change)), hrefOf]
}

type Held = { id: number; name: string; mime: string }

/** A held file as strips show it: pictures open here, the rest is fetched. */
export const shownFile = ({ id, name, mime }: Held): ShownFile => ({
  id: String(id),
  name,
  href: fileUrl(id),
  ...(mime.startsWith('image/') ? { thumb: thumbnailUrl(id), pages: [previewUrl(id)] } : {}),
})

const sendFile: SendFile = async (file, onProgress, signal) => shownFile(await uploadFile(file, onProgress, signal))

/** Photos and signed slips of a step: chosen, dropped, pasted, or taken with the camera of a phone. */
export const ProofField = ({
  files,
  onChange,
  onSending,
  label,
  optional,
  help,
  error,
}: {
  files: readonly ShownFile[]
  onChange: (change: (now: readonly ShownFile[]) => readonly ShownFile[]) => void
  onSending: (count: number) => void
  label: string
  optional?: boolean
  help?: string
  error?: string | undefined
}) => (
  <Field name="fileIds" label={label} optional={optional} group help={help} error={error}>
    <FileDrop
      label={label}
      files={files}
      upload={sendFile}
      words="拍照或选照片"
      onSending={onSending}
      onAdd={(file) => onChange((now) => [...now, file])}
      onRemove={(file) => onChange((now) => now.filter(({ id }) => id !== file.id))}
    />
  </Field>
)

/** The foot of a list that is read page by page; nothing below an empty one. */
export const ListFoot = ({
  pages,
  read,
  size = 50,
  word,
  onlyIfMore,
}: {
  pages: ReturnType<typeof usePages>
  read: { data?: { rows: readonly unknown[]; total: number; next: string | null }; isFetching: boolean }
  size?: number
  word: string
  /** Nothing either below the one page that there is. */
  onlyIfMore?: boolean
}) => {
  const shown = read.data?.rows.length ?? 0
  if (!pages.back && (onlyIfMore ? !read.data?.next : shown === 0)) return null
  return (
    <Pager
      total={read.data?.total}
      from={(pages.number - 1) * size + 1}
      shown={shown}
      word={word}
      onBack={pages.back}
      onNext={pages.next(read.data?.next)}
      busy={read.isFetching}
    />
  )
}
