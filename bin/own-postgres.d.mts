type Env = Record<string, string>

export type Found = { bin: string; major: number }

export type Server = { kill(signal: NodeJS.Signals): Promise<void>; stop(): Promise<void>; said(): string }

export type Throwaway = {
  /** Folder of the server programs. */
  bin: string
  major: number
  data: string
  folder: string
  port: number
  passwords: { postgres: string; tongxin: string }
  urlOf(user: 'postgres' | 'tongxin', database: string): string
  adminUrl: string
  /** The program's own role and database. */
  url: string
  kill(signal: NodeJS.Signals): Promise<void>
  restart(settings?: Env): Promise<void>
  said(): string
  stop(): Promise<void>
}

export function findPostgres(): Found | undefined
export function findProgram(name: string): string | undefined
export function rights(): { uid?: number; gid?: number }
export function newFolder(prefix: string): string
export function freePort(): Promise<number>
export function runTool(program: string, args: string[], cwd: string, env?: Env): string
export function startServer(options: {
  bin: string
  data: string
  port: number
  url: string
  settings?: Env
}): Promise<Server>
export function startThrowaway(options?: { settings?: Env; mayCreate?: boolean; found?: Found }): Promise<Throwaway>
