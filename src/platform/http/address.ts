import { isIPv6 } from 'node:net'

/** One household or office: an address of IPv4, the first 64 bits of one of IPv6, of which a single machine has as many as it likes. */
export const groupOf = (address: string): string => {
  if (!isIPv6(address) || address.includes('.')) return address.replace(/^::ffff:/, '')
  const [head = '', tail = ''] = address.split('::')
  const parts = [head, tail].map((side) => side.split(':').filter(Boolean))
  const blanks = Array.from({ length: 8 - (parts[0]?.length ?? 0) - (parts[1]?.length ?? 0) }, () => '0')
  return [...(parts[0] ?? []), ...blanks, ...(parts[1] ?? [])].slice(0, 4).join(':')
}
