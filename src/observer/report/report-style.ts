/** How a report looks: on light and dark screens, on phones and on paper. */
export const reportStyle = `
:root{color-scheme:light dark;--paper:#fbfaf7;--card:#fff;--ink:#1c2024;--ink-2:#5c646c;--rule:#e2ded5;--link:#1f5f8b;
--good:#1d7a4c;--wait:#5b6b8c;--warn:#9a6200;--bad:#b3261e;
--series-1:#2f6f9f;--series-2:#d9822b;--series-3:#4c9a6a;--series-4:#b5537a;--series-5:#7a6bb5;--series-6:#8a9a3b;--series-7:#c9564a;--series-8:#3aa0a0;--series-9:#a97c50;--series-10:#6d7f92;--series-11:#b9b4a8}
@media (prefers-color-scheme:dark){:root{--paper:#14171a;--card:#1b1f23;--ink:#e8e6e1;--ink-2:#a3aab1;--rule:#30363c;--link:#7fb8e0;
--good:#5cc48d;--wait:#9fb0d6;--warn:#e3ac4d;--bad:#f2857c;
--series-1:#6fa9d6;--series-2:#eba35b;--series-3:#76bf93;--series-4:#d685a7;--series-5:#a597da;--series-6:#b4c266;--series-7:#e68a80;--series-8:#6cc7c7;--series-9:#caa37b;--series-10:#98a9bb;--series-11:#6b6a66}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.55 system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
a{color:var(--link)}
.skip{position:absolute;left:-999px}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem;z-index:1}
.page{display:grid;grid-template-columns:13rem minmax(0,1fr);gap:2.5rem;max-width:88rem;margin:0 auto;padding:2.5rem 2rem 4rem}
nav{position:sticky;top:2rem;align-self:start;font-size:.9rem}
nav ul{list-style:none;margin:.4rem 0 0;padding:0;border-left:1px solid var(--rule)}
nav a{display:block;padding:.28rem .9rem;color:var(--ink-2);text-decoration:none;border-left:2px solid transparent;margin-left:-1px}
nav a:hover,nav a:focus-visible{color:var(--ink);border-left-color:var(--link)}
header .eyebrow{margin:0;text-transform:uppercase;letter-spacing:.09em;font-size:.74rem;color:var(--ink-2)}
h1{margin:.15rem 0 1rem;font-size:2.1rem;line-height:1.15;font-weight:650;letter-spacing:-.015em}
h1 .chain{color:var(--ink-2);font-weight:400}
h2{font-size:1.2rem;font-weight:620;margin:0 0 .9rem;letter-spacing:-.005em}
dl{margin:0}dd{margin:0}
.range{display:grid;gap:.3rem;font-size:.92rem}.range div{display:flex;gap:.8rem;flex-wrap:wrap}.range dt{width:5rem;color:var(--ink-2)}.range dd{flex:1;min-width:12rem}
main>section{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:1.4rem 1.5rem;margin-top:1.4rem}
.verdict{--tone:var(--wait);border-left:5px solid var(--tone)!important;padding:1.1rem 1.5rem!important}
.verdict h2{margin:0;font-size:1.35rem;color:var(--tone);display:flex;align-items:baseline;gap:.6rem;flex-wrap:wrap}
.verdict .mark{width:.8rem;height:.8rem;border-radius:50%;background:var(--tone);align-self:center}
.verdict .at{font-size:.9rem;font-weight:400;color:var(--ink-2)}
.verdict ul{margin:.7rem 0 0;padding:0;list-style:none;display:grid;gap:.3rem}.verdict p{margin:.5rem 0 0}
.verdict.secured{--tone:var(--good)}.verdict.at-risk{--tone:var(--warn)}.verdict.unsecured{--tone:var(--bad)}
.verdict.at-risk .mark{border-radius:0;clip-path:polygon(50% 0,100% 100%,0 100%)}.verdict.unsecured .mark{border-radius:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(7.9rem,1fr));gap:.8rem;margin-top:1.4rem}
.tile{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:.75rem .85rem}
.tile dt{font-size:.8rem;color:var(--ink-2)}.tile dd{font-size:1.25rem;overflow-wrap:normal;font-weight:620;line-height:1.25;margin-top:.15rem;font-variant-numeric:tabular-nums}
.tile small{display:block;font-size:.78rem;font-weight:400;color:var(--ink-2)}.tile.bad dd{color:var(--bad)}
figure{margin:0 0 .6rem}figcaption{font-weight:560;font-size:.95rem;margin-bottom:.3rem}
.legend{list-style:none;margin:0 0 .3rem;padding:0;display:flex;flex-wrap:wrap;gap:.1rem 1.2rem;font-size:.85rem;color:var(--ink-2)}.swatch{font-family:"DejaVu Sans",system-ui,sans-serif}
figure svg{display:block;width:100%;height:auto}
details{margin:.2rem 0 1rem}summary{cursor:pointer;color:var(--link);font-size:.9rem;padding:.3rem 0}
.scroll{overflow-x:auto;margin:.6rem 0 1rem}.scroll:focus-visible{outline:2px solid var(--link);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:.86rem}
caption{text-align:left;font-weight:560;font-size:.95rem;padding:.2rem 0 .5rem}.count{font-weight:400;color:var(--ink-2)}
th,td{text-align:left;vertical-align:top;padding:.42rem .9rem .42rem 0;border-bottom:1px solid var(--rule);unicode-bidi:isolate;overflow-wrap:normal}
th{color:var(--ink-2);font-weight:500;white-space:nowrap}thead th{border-bottom-width:2px}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td time,td .height{white-space:nowrap;font-variant-numeric:tabular-nums}td .height{font-weight:560;display:block}td time{color:var(--ink-2);font-size:.95em}
code{font:.92em ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;unicode-bidi:isolate}
td code{min-width:9.5rem;display:inline-block}td code,.free{overflow-wrap:anywhere}.free{display:inline-block;min-width:12rem}
.tries,.changes{margin:0;padding:0;list-style:none}
.consequence .height,.tries .height{display:inline}.consequence .height::before,.tries .height::before{content:"at "; font-weight:400}
.quiet{color:var(--ink-2)}.empty{color:var(--ink-2);margin:.3rem 0}
.note{background:color-mix(in srgb,var(--warn) 10%,transparent);border-left:3px solid var(--warn);padding:.5rem .9rem;margin:0 0 1rem;font-size:.9rem}
.hint{color:var(--ink-2);font-size:.9rem;margin:0 0 1rem}
.status,.phase{white-space:nowrap}
.status.refused,.status.timed-out,.status.dropped{color:var(--bad);font-weight:560}.status.bounced,.status.waiting,.status.sent{color:var(--warn)}.status.executed,.status.acknowledged{color:var(--good)}
.phases{margin:0 0 .6rem;padding:0;list-style:none;border-left:2px solid var(--rule)}
.phases li{position:relative;padding:.2rem 0 .2rem 1.2rem}.phases li::before{content:"";position:absolute;left:-6px;top:.72rem;width:10px;height:10px;border-radius:50%;background:var(--link);border:2px solid var(--card)}
.phases .phase{display:inline-block;min-width:8.5rem}.phases .height::before{content:"height ";font-weight:400;color:var(--ink-2)}.phases time{color:var(--ink-2);margin-left:.4rem}
.invariants{list-style:none;margin:0 0 .8rem;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(19rem,1fr));gap:.2rem .8rem;font-size:.9rem}
.held span{color:var(--good)}.broken{color:var(--bad);font-weight:560}
footer{color:var(--ink-2);font-size:.85rem;margin-top:1.6rem}
@media (max-width:60rem){.page{display:block;padding:1.4rem 1rem 3rem}nav{position:static;margin-bottom:1.2rem}nav ul{display:flex;flex-wrap:wrap;border:0;gap:.1rem .2rem}nav a{padding:.2rem .55rem .2rem 0}main>section{padding:1.1rem 1rem}h1{font-size:1.7rem}figure{overflow-x:auto}figure svg{min-width:36rem}}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@media print{:root{color-scheme:light;--paper:#fff;--card:#fff;--ink:#000;--ink-2:#444;--rule:#bbb;--link:#000;--good:#1d7a4c;--wait:#445;--warn:#8a5700;--bad:#a3150d;
--series-1:#2f6f9f;--series-2:#d9822b;--series-3:#4c9a6a;--series-4:#b5537a;--series-5:#7a6bb5;--series-6:#8a9a3b;--series-7:#c9564a;--series-8:#3aa0a0;--series-9:#a97c50;--series-10:#6d7f92;--series-11:#b9b4a8}
nav,.skip,summary{display:none}details::details-content{content-visibility:visible;display:block}.page{display:block;padding:0;max-width:none}body{font-size:10pt}
main>section{border:0;border-top:1px solid var(--rule);border-radius:0;padding:1rem 0}.scroll{overflow:visible}table{font-size:7.5pt}tr,figure{break-inside:avoid}thead{display:table-header-group}h2{break-after:avoid}
td time{white-space:normal}td code,.free{min-width:0}@page{margin:14mm}}
`;
