"""The page of a batch's report: its frame and its styles."""

from typing import Final

CSS: Final = """
:root { color-scheme: light dark; --ink: #1c1e21; --soft: #5c636b; --paper: #f4f5f6; --card: #fff; --line: #d9dce0; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e9ebee; --soft: #a2a9b1; --paper: #16181b; --card: #202327; --line: #363b41; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 24px; background: var(--paper); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
header { margin: 0 0 20px; max-width: 900px; }
h1 { margin: 0 0 4px; font-size: 20px; overflow-wrap: anywhere; }
header p, nav { margin: 4px 0; color: var(--soft); }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(310px, 1fr)); gap: 14px; align-items: start; }
article { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px;
  content-visibility: auto; contain-intrinsic-size: auto 330px; }
h2 { margin: 0 0 10px; font-size: 14px; font-weight: 600; overflow-wrap: anywhere; }
.badge { display: inline-block; padding: 1px 8px; margin-right: 4px; border-radius: 99px; color: #fff;
  background: #1f7a43; font-weight: 500; font-size: 12px; }
.failed .badge { background: #b3261e; }
.doubtful .badge { background: #8a5a00; }
.left .badge { background: #5c636b; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 10px; }
figure { margin: 0; }
.shot { height: 150px; display: grid; place-items: center; border-radius: 4px; overflow: hidden;
  background: var(--paper); color: var(--soft); }
img { display: block; max-width: 100%; max-height: 150px;
  background: repeating-conic-gradient(#e4e6e8 0 25%, #fff 0 50%) 0 0 / 16px 16px; }
figcaption { color: var(--soft); font-size: 12px; margin-top: 3px; }
article p { margin: 8px 0 0; overflow-wrap: anywhere; }
.words { font-weight: 500; }
.words::before { content: "“"; }
.words::after { content: "”"; }
.facts, .note { color: var(--soft); font-size: 13px; }
.doubt { color: #8a5a00; }
.error { color: #b3261e; }
@media (prefers-color-scheme: dark) { .doubt { color: #f0c060; } .error { color: #ff9d94; } }
a { color: inherit; }
"""

PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Batch report</title>
<style>{css}</style>
</head>
<body>
<header>
<h1>{words}</h1>
<p>{told}</p>
{pages}
</header>
<main>
{cards}
</main>
</body>
</html>
"""
