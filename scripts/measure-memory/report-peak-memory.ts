// Loaded into the measured process before anything else: writes its peak resident memory, in bytes, when it ends.
import { readFileSync, writeFileSync } from 'node:fs'

const { PEAK_MEMORY_FILE: file } = process.env
if (file) process.on('exit', () => writeFileSync(file, String(peakMemory())))

/** On Linux from the kernel's own count for this program: the other one starts with the size of the process that started it. */
function peakMemory(): number {
  try {
    const [, kib] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
    if (kib !== undefined) return Number(kib) * 1024
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024
}
