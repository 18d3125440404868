// The card of a share, drawn by a process of its own that ends with it: what cairo, fontconfig and
// libqrencode leave in memory goes back to the kernel at once, and this process has the words in
// SecretBytes only. Nothing is written but to the descriptor.
#pragma once

#include "base/result.h"
#include "ceremony/share_facts.h"
#include "custody/shares/share.h"

namespace pyx::ceremony {

//   descriptor  a printer's queue, a file on memory: gets the PDF, some 50 kB; is not closed
// Errors: those of draw_share_card; kStore if the descriptor takes no more, or the drawing process
// was killed. What was written until then is no card.
Result<void> write_share_card(const ShareFacts& facts, const shares::ShareWords& words,
                              int descriptor);

}  // namespace pyx::ceremony
