#include "ceremony/room_page/room_document.h"

#include <string_view>

#include "base/base64.h"
#include "base/bytes.h"
#include "base/sha256.h"

namespace pyx::ceremony::room_page {
namespace {

// Sizes follow the width of the wall: read from the other end of a room.
constexpr std::string_view kStyle = R"(
*{box-sizing:border-box;margin:0}
html{font-size:clamp(13px,min(1.5vw,2.6vh),40px)}
body{font-family:"DejaVu Sans",Verdana,sans-serif;line-height:1.35;color:#14202e;background:#f6f8fa;
min-height:100vh;display:flex;flex-direction:column;overflow-wrap:anywhere}
header{padding:.6rem 2.4rem;background:#1d3450;color:#fff;display:flex;gap:2rem;
justify-content:space-between}
.banner{display:none;position:sticky;top:0;bottom:0;z-index:1;padding:.4rem 2.4rem;
background:#b35c00;color:#fff;font-weight:bold;font-size:1.5rem;letter-spacing:.25em;
text-align:center}
.rehearsal .banner{display:block}
#lost{display:none;padding:.5rem 2.4rem;background:#9c1c1c;color:#fff;font-weight:bold}
.lost #lost{display:block}
.lost main{opacity:.35}
main{flex:1;padding:1.2rem 2.4rem;display:grid;grid-template-columns:minmax(0,1fr) 19rem;
gap:1rem 3rem;align-content:start}
.rehearsal main{
background:repeating-linear-gradient(135deg,#fff4e5 0 2rem,#fffaf3 2rem 4rem)}
main>*{display:flex;flex-direction:column;gap:1rem}
#stage{font-weight:bold;color:#1d3450;font-size:1.3rem}
#stage:empty{display:none}
h1{font-size:2.6rem;line-height:1.15}
#who{font-size:1.8rem;font-weight:bold}
#say{font-size:1.6rem;white-space:pre-line;border-left:.4rem solid #1d3450;padding-left:1.2rem}
#next{font-size:1.3rem}
.label{display:block;font-size:.85rem;color:#44566b;text-transform:uppercase;letter-spacing:.08em}
[hidden]{display:none!important}
progress{width:100%;height:1.2rem;accent-color:#1d3450}
#step_time{font-size:1.6rem;font-weight:bold;font-variant-numeric:tabular-nums}
#step_time.over{color:#9c1c1c}
#deviations{color:#8a2d00;padding-left:1.2rem}
@media(max-width:50rem){main{grid-template-columns:minmax(0,1fr);padding:1rem}
header{padding:.6rem 1rem;flex-direction:column;gap:0}}
)";

constexpr std::string_view kScript = R"(
"use strict";
const at = id => document.getElementById(id);
const put = (id, text) => {
  at(id).textContent = text;
  const box = at(id + "-box");
  if (box) box.hidden = text === "";
};
const list = (id, texts) => {
  at(id).replaceChildren(...texts.map(text => {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  }));
};
function show(moment) {
  document.body.classList.toggle("rehearsal", moment.rehearsal);
  document.title = (moment.rehearsal ? "REHEARSAL: " : "") + moment.title;
  for (const id of ["title", "place", "stage", "step", "who", "say", "next", "next_who",
                    "step_time", "whole_time", "deviations_line"])
    put(id, moment[id]);
  at("step_time").classList.toggle("over", moment.step_over);
  at("done").value = moment.done;
  list("deviations", moment.deviations);
  put("room", moment.room.join(", "));
}
let last = "";
async function ask() {
  try {
    const answer = await fetch("/moment", {cache: "no-store", signal: AbortSignal.timeout(4000)});
    if (!answer.ok) throw new Error(answer.status);
    const text = await answer.text();
    if (text !== last) show(JSON.parse(text));
    last = text;
    document.body.classList.remove("lost");
  } catch (_) {
    last = "";
    document.body.classList.add("lost");
  }
  setTimeout(ask, 1000);
}
ask();
)";

constexpr std::string_view kBody = R"(
<div class="banner">REHEARSAL, of no effect</div>
<header><span id="title">A ceremony</span><span id="place"></span></header>
<div id="lost" role="alert">The ceremony's program does not answer: what stands here is old.
</div>
<main>
<section>
<noscript><p>This page asks for its contents each second, by a script.</p></noscript>
<p id="stage"></p>
<h1 id="step"></h1>
<div id="who-box" hidden><span class="label">acts</span><p id="who"></p></div>
<div id="say-box" hidden><span class="label">is said</span><p id="say"></p></div>
<div id="next-box" hidden><span class="label">next</span><p id="next"></p><p id="next_who"></p>
</div>
</section>
<aside>
<div id="step_time-box" hidden><span class="label">this step</span><p id="step_time"></p></div>
<div><span class="label">all of it</span><progress id="done" max="1000" value="0"></progress>
<p id="whole_time"></p></div>
<div id="deviations_line-box" hidden><span class="label">not as planned</span>
<p id="deviations_line"></p><ul id="deviations"></ul></div>
<div id="room-box" hidden><span class="label">in the room</span><p id="room"></p></div>
</aside>
</main>
<div class="banner">REHEARSAL, of no effect</div>
)";

std::string source_of(std::string_view inner) {
  return "'sha256-" + to_base64(sha256(as_bytes(inner))) + "'";
}

}  // namespace

std::string room_document(bool rehearsal) {
  std::string page = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n";
  page += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";
  page += rehearsal ? "REHEARSAL" : "Ceremony";
  page += "</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>";
  page.append(kStyle).append("</style></head>\n<body");
  if (rehearsal) page += " class=\"rehearsal\"";
  page.append(">").append(kBody).append("<script>").append(kScript);
  return page + "</script>\n</body></html>\n";
}

std::string room_policy() {
  return "default-src 'none'; script-src " + source_of(kScript) + "; style-src " +
         source_of(kStyle) +
         "; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
         "frame-ancestors 'none'";
}

}  // namespace pyx::ceremony::room_page
