// The one style sheet of a report in HTML: dark on white, one column, on paper and on a phone.
#pragma once

#include <string_view>

namespace pyx::ceremony::report {

inline constexpr std::string_view kStyle = R"css(
:root { color-scheme: light; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: #fff; color: #1c2127;
  font: 16px/1.55 "Source Sans 3", "Segoe UI", system-ui, "DejaVu Sans", sans-serif;
  -webkit-print-color-adjust: exact; print-color-adjust: exact;
}
.sheet { width: 100%; max-width: 66rem; margin: 0 auto; border-collapse: collapse;
  table-layout: fixed; }
.sheet > thead > tr > td, .sheet > tbody > tr > td, .sheet > tfoot > tr > td { padding: 0 1.25rem; }
.sheet > thead > tr > td { position: sticky; top: 0; background: #fff; z-index: 1; }
.running { display: flex; justify-content: space-between; gap: 1rem; padding: .55rem 0 .45rem;
  border-bottom: 1px solid #d5dae1; color: #4b5563; font-size: .8125rem; }
.running b { color: #1c2127; white-space: nowrap; }
.band { margin: .35rem 0 0; padding: .3rem .7rem; font-weight: 700; font-size: .875rem;
  letter-spacing: .02em; border: 2px solid; }
.band.bad { background: #9b1c1c; border-color: #9b1c1c; color: #fff; }
.band.caution { background: #fff4d6; border-color: #8a5a00; color: #5c3c00; }
.band.neutral { background: #eef1f5; border-color: #9aa5b4; color: #2d3744; }
.foot { padding: .6rem 0; border-top: 1px solid #d5dae1; color: #4b5563; font-size: .75rem; }
header.title { padding: 2.2rem 0 .6rem; }
header.title p { margin: 0; color: #4b5563; }
h1, h2, h3 { font-family: Charter, "Iowan Old Style", Georgia, "DejaVu Serif", serif;
  font-weight: 600; line-height: 1.2; color: #16273d; }
h1 { font-size: 2rem; margin: .2rem 0 0; }
h2 { font-size: 1.375rem; margin: 2.6rem 0 .7rem; padding-top: .7rem; border-top: 1px solid #d5dae1;
  scroll-margin-top: 8rem; }
h3 { font-size: 1.0625rem; margin: 1.5rem 0 .4rem; }
p { margin: .5rem 0; max-width: 46rem; overflow-wrap: anywhere; }
nav { margin: 1.2rem 0 0; font-size: .875rem; }
nav a { color: #1f4b84; margin-right: 1.1rem; white-space: nowrap; }
code { font: .8125em/1.5 "DejaVu Sans Mono", ui-monospace, Menlo, Consolas, monospace;
  overflow-wrap: anywhere; }
.quiet { color: #5b6573; font-size: .875em; }
.hidden { background: #e6e9ee; color: #2d3744; border: 1px dashed #8792a2; border-radius: 3px;
  padding: 0 .4em; font-size: .8125em; white-space: nowrap; }
.line { display: block; }
.notice { margin: 1.1rem 0; padding: .9rem 1.2rem; border: 1px solid; border-left-width: 8px; }
.notice h3 { margin: 0 0 .3rem; font-size: 1.375rem; }
.notice .line { margin: .3rem 0; max-width: 46rem; }
.notice.good { border-color: #1d6b43; background: #f1f8f4; }
.notice.good h3 { color: #14532f; }
.notice.caution { border-color: #8a5a00; background: #fffaf0; }
.notice.caution h3 { color: #5c3c00; }
.notice.bad { border-color: #9b1c1c; background: #fdf3f3; }
.notice.bad h3 { color: #7a1212; }
.notice.neutral { border-color: #9aa5b4; }
dl { display: grid; grid-template-columns: minmax(8rem, 13rem) 1fr; gap: .3rem 1.2rem;
  margin: .9rem 0; }
dt { color: #5b6573; overflow-wrap: anywhere; }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
table.list { width: 100%; border-collapse: collapse; margin: .4rem 0 1.2rem; font-size: .875rem;
  table-layout: fixed; }
table.list th { text-align: left; font-weight: 600; color: #4b5563; padding: .3rem .7rem .3rem 0;
  border-bottom: 2px solid #9aa5b4; vertical-align: bottom; }
table.list td { padding: .45rem .7rem .45rem 0; border-bottom: 1px solid #e2e6eb;
  vertical-align: top; overflow-wrap: anywhere; }
.digest { margin: 1.1rem 0; padding-left: .9rem; border-left: 3px solid #c3ccd8; }
.digest h3 { margin: 0; }
.digest code { display: block; font-size: .9375rem; margin: .15rem 0; }
.words { font-size: .9375rem; max-width: 46rem; }
.card { display: flex; gap: 1.2rem; justify-content: space-between; align-items: flex-start;
  margin: 1rem 0; padding: .9rem 1.2rem; border: 1px solid #c3ccd8; border-radius: 4px; }
.card > div { min-width: 0; flex: 1; }
.card h3 { margin: 0 0 .3rem; overflow-wrap: anywhere; }
.card dl { margin: .3rem 0; font-size: .875rem; }
.card figure { margin: 0; width: 9rem; flex: none; font-size: .6875rem; color: #5b6573; }
.card svg { width: 9rem; height: 9rem; display: block; }
.state { font: 600 .8125rem/1.5 "Source Sans 3", "Segoe UI", system-ui, sans-serif;
  border: 1px solid #9aa5b4; border-radius: 9px; padding: 0 .6rem; margin-left: .6rem;
  white-space: nowrap; color: #2d3744; }
.day { display: block; width: 100%; height: 2.6rem; background: #f3f5f8; }
.ends { display: flex; justify-content: space-between; color: #5b6573; font-size: .8125rem; }
.legend { color: #5b6573; font-size: .8125rem; }
.legend span { margin-right: 1.3rem; white-space: nowrap; }
.legend i { display: inline-block; width: .8rem; height: .8rem; margin-right: .4rem;
  vertical-align: -.08rem; }
ol.bars { list-style: none; margin: 0; padding: 0; }
ol.bars li { display: grid; grid-template-columns: 15rem 1fr 9.5rem; gap: 0 .9rem;
  align-items: center; padding: .16rem 0; font-size: .875rem; break-inside: avoid; }
ol.bars li span { overflow-wrap: anywhere; }
ol.bars svg { display: block; width: 100%; height: 1rem; }
ol.bars .took { color: #4b5563; }
@media (max-width: 44rem) {
  .sheet > thead > tr > td, .sheet > tbody > tr > td, .sheet > tfoot > tr > td { padding: 0 .9rem; }
  h1 { font-size: 1.6rem; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dt { font-size: .8125rem; margin-top: .5rem; }
  table.list, table.list tbody, table.list tr, table.list td { display: block; }
  table.list thead { display: none; }
  table.list tr { padding: .5rem 0; border-bottom: 1px solid #c3ccd8; }
  table.list td { padding: .1rem 0; border: 0; }
  table.list td:empty { display: none; }
  table.list td::before { content: attr(data-label); display: block; color: #5b6573;
    font-size: .75rem; margin-top: .25rem; }
  .card { flex-direction: column; }
  ol.bars li { grid-template-columns: 1fr auto; padding: .35rem 0; }
  ol.bars svg { grid-column: 1 / -1; grid-row: 2; }
}
@page { size: A4; margin: 12mm 14mm; }
@media print {
  body { font-size: 10.5pt; }
  .sheet { max-width: none; }
  .sheet > thead > tr > td, .sheet > tbody > tr > td, .sheet > tfoot > tr > td { padding: 0; }
  .sheet > thead > tr > td { position: static; padding-bottom: 4mm; }
  table.list, .card dl { font-size: 8.5pt; line-height: 1.4; }
  nav { display: none; }
  header.title { padding-top: 1rem; }
  h2, h3 { break-after: avoid; }
  .notice, .card, .digest, table.list tr { break-inside: avoid; }
}
)css";

}  // namespace pyx::ceremony::report
