export const pageStyle = `
:root { color-scheme: light dark; --line: #8884; --created: #2e7d32; --updated: #1565c0; --unchanged: #9e9e9e; --degraded: #ef6c00; --skipped: #8d6e63; --failed: #c62828 }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 2rem }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
td, th { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere }
td.number, th.number { text-align: right }
code { font-size: .85em } .hint { opacity: .75 } input { width: 100%; padding: .4rem; font: inherit; box-sizing: border-box }
svg { width: 100%; height: auto } svg text { font-size: 12px; fill: currentColor }
polyline { fill: none; stroke: var(--updated); stroke-width: 2 } line { stroke: var(--line) }
.created { fill: var(--created) } .updated { fill: var(--updated) } .unchanged { fill: var(--unchanged) }
.degraded { fill: var(--degraded) } .skipped { fill: var(--skipped) } .failed { fill: var(--failed) }
`
