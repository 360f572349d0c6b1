export const STYLE = `
:root{--bg:#f7f7f5;--surface:#fff;--line:#e5e5e0;--text:#1a1b1d;--text-2:#4b4f55;--hover:#f5f5f2;--focus:#2463dc;
 --sans:Inter,-apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,"Noto Sans","Liberation Sans","DejaVu Sans Condensed",sans-serif;
 --mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace;color-scheme:light}
@media(prefers-color-scheme:dark){:root{--bg:#0e0f11;--surface:#15171a;--line:#272a2f;--text:#ecedef;--text-2:#b0b4bb;
 --hover:#1a1d21;--focus:#7aa7ff;color-scheme:dark}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:720px;padding:32px 24px;background:var(--bg);color:var(--text);font:13px/20px var(--sans)}
h1,h2,p,ul{margin:0;padding:0}
h1{font-size:20px;line-height:28px;font-weight:600}
header p,span{color:var(--text-2)}
main{display:grid;gap:12px;margin-top:24px}
section{background:var(--surface);border:1px solid var(--line);border-radius:10px;overflow:hidden}
h2{padding:10px 12px;font-size:13px;line-height:20px;font-weight:600;border-bottom:1px solid var(--line)}
li{position:relative;display:flex;flex-wrap:wrap;column-gap:12px;padding:8px 12px}
li+li{border-top:1px solid var(--line)}
li:hover{background:var(--hover)}
a{flex:0 0 112px;color:inherit;font-weight:500;text-decoration:none}
a::after{content:"";position:absolute;inset:0}
:focus-visible{outline:2px solid var(--focus);outline-offset:-2px;border-radius:6px}
section p{padding:10px 12px}
code{font:12px/20px var(--mono)}
pre{margin:0;padding:12px;overflow:auto;font:12px/20px var(--mono)}`;
