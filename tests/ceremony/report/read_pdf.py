"""Looks where poppler finds each word of a PDF: python3 read_pdf.py FILE LEFT RIGHT

Prints the text of each page, and a form feed behind it. Exits with 1, saying why, if a page is not
A4, a word stands outside of the margins (points from the left; above and below 24 points) or two
words stand on each other.
"""

import re
import subprocess
import sys
from html import unescape

WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')
PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.S)
ENDS = 24
TOUCH = 0.8  # points that boxes of neighbours may share


def faults_of(number, width, height, words, left, right):
    if abs(width - 595.276) > 0.1 or abs(height - 841.89) > 0.1:
        yield f"page {number} is {width} by {height}"
    for x0, y0, x1, y1, text in words:
        if x0 < left - 1 or x1 > right + 1 or y0 < ENDS or y1 > height - ENDS:
            yield f"page {number}: \"{text}\" stands at {x0:.0f},{y0:.0f} to {x1:.0f},{y1:.0f}"
    ordered = sorted(words, key=lambda word: word[1])
    for i, one in enumerate(ordered):
        for other in ordered[i + 1:]:
            if other[1] > one[3] - TOUCH:
                break
            if one[0] + TOUCH < other[2] and other[0] + TOUCH < one[2]:
                yield f"page {number}: \"{one[4]}\" and \"{other[4]}\" stand on each other"


def main(path, left, right):
    boxes = subprocess.run(["pdftotext", "-bbox", path, "-"], check=True, capture_output=True,
                           text=True).stdout
    faults = []
    for number, page in enumerate(PAGE.findall(boxes), 1):
        words = [(float(a), float(b), float(c), float(d), unescape(text))
                 for a, b, c, d, text in WORD.findall(page[2])]
        faults += faults_of(number, float(page[0]), float(page[1]), words, left, right)
    for fault in faults[:20]:
        print(fault, file=sys.stderr)
    sys.stdout.write(subprocess.run(["pdftotext", "-raw", path, "-"], check=True,
                                    capture_output=True, text=True).stdout)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], float(sys.argv[2]), float(sys.argv[3])))
