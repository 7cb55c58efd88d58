export type SealContent = {
  no: number
  at: string
  first_seq: number
  row_ids: number[]
  digests: string[]
  previous: string
}
export type Seal = SealContent & { head: string; key_id: string; signature: string }

/** A row as the export tells it: `before` and `after` are digests of the values; `former` only for rows of the former form. */
export type ChainRow = {
  id: number
  at: string
  person_id: number | null
  post_id: number | null
  address: string | null
  request_id: string | null
  action: string
  record: string
  record_id: string
  before: string | null
  after: string | null
  digest: string
  former?: string
}

export type Anchor = {
  kind: 'anchor' | 'restored'
  seal: number
  seq: number
  head: string
  at: string
  key: string
  previous: string | null
  signature: string
}

export type ProblemKind =
  | 'row-changed'
  | 'row-missing'
  | 'row-inserted'
  | 'row-twice'
  | 'seal-missing'
  | 'seal-broken'
  | 'seal-unsigned'
  | 'anchor-forged'
  | 'anchor-differs'
  | 'tail-cut'
  | 'export-cut'

/** `seq` is the first running number that cannot be trusted, `until` the last one of the stretch. */
export type ChainProblem = { seq: number; until: number; kind: ProblemKind; sentence: string }

export type Verdict = {
  isSound: boolean
  first: number | null
  count: number
  problems: ChainProblem[]
  notes: string[]
  rows: number
  seals: number
  firstSeq: number
  lastSeq: number
  head: string
  waiting: number
  anchors: number
  anchoredSeq: number
  anchoredAt: string | null
}

export type Verifier = {
  loose(row: { id: number; isSettled: boolean }): void
  seal(seal: Seal): void
  row(row: ChainRow): void
  end(isWhole?: boolean): Verdict
}

export const BEFORE_ALL: string
export function canonicalJson(value: unknown): string
export function valueDigest(value: unknown): string | null
export function rowDigest(row: Record<string, unknown>): string
export function sealHead(seal: SealContent): string
export function lastSeqOf(seal: SealContent): number
export function sealText(seal: SealContent & { head: string }): string
export function anchorText(anchor: Omit<Anchor, 'signature'>): string
export function lineDigest(line: string): string
export function fingerprintOf(publicKeyPem: string): string
export function keyIdOf(publicKeyPem: string): string
/** The seal after which a part of the chain begins. */
export type ChainStart = { no: number; seq: number; head: string }
export function makeVerifier(given: {
  anchors: string
  publicKeys: string[]
  from?: ChainStart | null
  until?: number | null
  anchorsAfter?: string | null
}): Verifier
export function takeLine(verifier: Verifier, line: string): boolean
