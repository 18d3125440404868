"""Reads a report as another program does: python3 read_html.py FILE

Prints the text that a reader sees, a line each, pictures by what they say of themselves, hidden
values in brackets. Exits with 1, saying why, if the page is not well-formed, runs anything, or
takes anything from elsewhere.
"""

import re
import sys
from html.parser import HTMLParser

VOID = {"meta", "col", "br", "rect", "path"}
BLOCKS = {"p", "h1", "h2", "h3", "td", "th", "dt", "dd", "li", "div", "title", "span", "tr",
          "figcaption", "table", "a", "b", "strong"}
ALLOWED = VOID | BLOCKS | {"html", "head", "body", "style", "thead", "tbody", "tfoot", "colgroup", "main",
                           "header", "nav", "dl", "ol", "code", "svg", "figure", "i"}


class Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = []
        self.faults = []
        self.lines = [""]
        self.ids = set()
        self.anchors = set()
        self.policy = ""

    def fault(self, text):
        self.faults.append(f"line {self.getpos()[0]}: {text}")

    def take(self, tag, attributes):
        if tag not in ALLOWED:
            self.fault(f"<{tag}> has no place in a report")
        values = dict(attributes)
        if len(values) != len(attributes):
            self.fault(f"<{tag}> has an attribute twice")
        for name, value in attributes:
            if name.startswith("on") or name in ("src", "srcset", "style", "action", "data"):
                self.fault(f"<{tag} {name}> may do or fetch something")
            if name == "href":
                self.anchors.add(value)
        if "id" in values:
            if values["id"] in self.ids:
                self.fault(f"id {values['id']} twice")
            self.ids.add(values["id"])
        if values.get("http-equiv") == "Content-Security-Policy":
            self.policy = values["content"]
        if "aria-label" in values:
            self.lines[-1] += f"({values['aria-label']})"

    def handle_startendtag(self, tag, attributes):
        if tag not in VOID:
            self.fault(f"<{tag}/> is never empty")
        self.take(tag, attributes)

    def handle_starttag(self, tag, attributes):
        self.take(tag, attributes)
        self.open.append((tag, dict(attributes)))
        if self.hidden():
            self.lines[-1] += "["

    def handle_endtag(self, tag):
        if self.hidden():
            self.lines[-1] += "]"
        if not self.open or self.open[-1][0] != tag:
            self.fault(f"</{tag}> closes nothing")
            return
        inline = self.open[-1][1].get("class") in ("hidden", "quiet", "state")
        self.open.pop()
        if tag in BLOCKS - {"b", "strong"} and not inline:
            self.lines.append("")

    def hidden(self):
        return self.open and self.open[-1][1].get("class") == "hidden"

    def handle_data(self, data):
        tag = self.open[-1][0] if self.open else ""
        if tag == "style":
            if re.search(r"url\(|@import|expression", data):
                self.fault("the style takes something from elsewhere")
            return
        self.lines[-1] += re.sub(r"\s+", " ", data)

    def handle_comment(self, data):
        self.fault("a comment")

    def handle_pi(self, data):
        self.fault("a processing instruction")

    def finish(self):
        self.close()
        if self.open:
            self.fault(f"<{self.open[-1][0]}> is never closed")
        for anchor in self.anchors:
            if not anchor.startswith("#") or anchor[1:] not in self.ids:
                self.fault(f"{anchor} leads nowhere, or out of the page")
        if "default-src 'none'" not in self.policy or "script" in self.policy:
            self.fault("no policy forbids scripts and what is elsewhere")


def main(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if not text.startswith("<!DOCTYPE html>\n"):
        print("no doctype", file=sys.stderr)
        return 1
    page = Page()
    page.feed(text)
    page.finish()
    for fault in page.faults:
        print(fault, file=sys.stderr)
    for line in page.lines:
        if line.strip():
            print(" ".join(line.split()))
    return 1 if page.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
