export function findChromium(): Promise<{ path: string; args: string[]; env: Record<string, string> }>
