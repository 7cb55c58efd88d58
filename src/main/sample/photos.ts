import { createHash } from 'node:crypto'
import type { Context } from '../../platform/context.ts'
import { keepFile } from '../../platform/files/files.ts'
import { holdBytes } from '../../platform/files/sealed/index.ts'

/** A drawn scene in place of a photo: sky, ground, a house, trees; another one for every name. */
const sceneSvg = (seed: number, door: string): string => {
  const hue = (seed * 47) % 360
  const x = 180 + (seed % 7) * 60
  const trees = Array.from({ length: 5 + (seed % 4) }, (_, index) => 60 + ((index * 173 + seed * 31) % 1080))
  const drawn = trees.map(
    (at) =>
      `<rect x="${at - 6}" y="520" width="12" height="70" fill="#6b4a2f"/><circle cx="${at}" cy="490" r="52" fill="hsl(${(hue + 90) % 360} 35% 40%)"/>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="600" viewBox="0 0 1200 800">
    <defs><linearGradient id="s" x2="0" y2="1"><stop offset="0" stop-color="hsl(${205 + (seed % 20)} 60% 72%)"/><stop offset="1" stop-color="#eef4f6"/></linearGradient></defs>
    <rect width="1200" height="800" fill="url(#s)"/><circle cx="${1050 - (seed % 5) * 90}" cy="120" r="46" fill="#fff3c4"/>
    <path d="M0 560 Q300 ${430 + (seed % 60)} 620 540 T1200 500 V800 H0Z" fill="hsl(${100 + (seed % 40)} 28% 62%)"/>
    ${drawn.join('')}
    <rect x="${x}" y="380" width="420" height="220" fill="hsl(${hue} 28% 82%)"/><path d="M${x - 30} 380 L${x + 210} 280 L${x + 450} 380Z" fill="hsl(${hue} 45% 45%)"/>
    ${[40, 150, 260].map((dx) => `<rect x="${x + dx}" y="430" width="70" height="80" fill="#dfeaf0" stroke="#7f8c93" stroke-width="6"/>`).join('')}
    <rect x="${x + 350}" y="470" width="50" height="130" fill="${door}"/>
    <path d="M0 620 H1200 V800 H0Z" fill="#b9bdb6"/><path d="M0 700 H1200" stroke="#f4f4ef" stroke-width="10" stroke-dasharray="80 60"/>
  </svg>`
}

/** A drawn sheet in place of a scanned voucher or report: lines of writing and a round stamp. */
const paperSvg = (seed: number, stamp: string): string => {
  const lines = Array.from({ length: 9 }, (_, row) => {
    const y = 190 + row * 56
    return `<rect x="110" y="${y}" width="${240 + ((seed >> row) % 29) * 8}" height="14" fill="#8b949a"/>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="420" height="594" viewBox="0 0 700 990">
    <rect width="700" height="990" fill="#fdfdfb"/><rect x="210" y="90" width="280" height="30" fill="#4a5358"/>${lines.join('')}
    <circle cx="500" cy="800" r="84" fill="none" stroke="${stamp}" stroke-width="12"/></svg>`
}

/** A number and a colour of every name, so that no two drawings are the same. */
const drawnOf = (name: string): [seed: number, colour: string] => {
  const digest = createHash('sha256').update(name).digest()
  return [digest.readUInt16BE(0), `#${digest.toString('hex', 2, 5)}`]
}

/** Keeps a picture for each name, as an upload by the acting post does; ids in the order given. */
export const keepPhotos = (ctx: Context, names: readonly string[] = []): Promise<number[]> =>
  keepDrawn(ctx, names, sceneSvg)

/** The same for papers. */
export const keepPapers = (ctx: Context, names: readonly string[]): Promise<number[]> => keepDrawn(ctx, names, paperSvg)

const keepDrawn = async (ctx: Context, names: readonly string[], draw: typeof sceneSvg): Promise<number[]> => {
  if (names.length === 0) return []
  const ids: number[] = []
  for (const name of names) {
    const { default: sharp } = await import('sharp')
    const { data, info } = await sharp(Buffer.from(draw(...drawnOf(name + ctx.acting.unitName))))
      .jpeg({ quality: 82 })
      .toBuffer({ resolveWithObject: true })
    const { width, height } = info
    const sha256 = createHash('sha256').update(data).digest('hex')
    const put = async () => {
      await ctx.files.put(await holdBytes(data, ctx.files.waiting()), sha256)
      return data.length
    }
    const picture = {
      ...{ kind: 'picture', mime: 'image/jpeg', width, height, pages: null },
      brought_for: 'evidence' as const,
    }
    ids.push((await keepFile(ctx, { sha256, original_sha256: sha256, name: `${name}.jpg`, ...picture }, put)).id)
  }
  return ids
}
