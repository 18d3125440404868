// The card of one share, to be printed: A4, with margins that also leave all of it on US Letter.
// Words numbered in rows with their checks, the same words as a QR code, what they are of, three
// lines on what to do with the card, and fields to sign. Row checks: docs/formats/shares.md.
#pragma once

#include "base/result.h"
#include "ceremony/card_canvas.h"
#include "ceremony/share_facts.h"
#include "custody/shares/share.h"

namespace pyx::ceremony {

// Of the page that is drawn, in points. Nothing is printed in the outer margins.
inline constexpr double kCardWidth = 595.276;  // A4
inline constexpr double kCardHeight = 841.89;  // A4
inline constexpr double kCardSideMargin = 56;  // US Letter is 612 wide
inline constexpr double kCardEndMargin = 68;   // US Letter is 792 high, wherever it cuts

// Draws in this process: cairo and libqrencode leave the words in the ordinary heap, so that only a
// test and card_writer.h call it.
// Errors: kBadInput if the words are no share; those of CardCanvas::finish; kBug if the secure heap
// is full.
Result<void> draw_share_card(const ShareFacts& facts, const shares::ShareWords& words,
                             PdfSink sink);

}  // namespace pyx::ceremony
