// A report as PDF: A4, every page with its head, its bands, the transcript's root and its number.
#pragma once

#include "ceremony/card_canvas.h"
#include "ceremony/report/document.h"

namespace pyx::ceremony::report {

// The same document gives the same bytes. Draws in this process: nothing in a report is secret.
// Errors: those of PageFlow::finish and of fingerprint_code().
Result<void> pdf_report(const Document& document, PdfSink sink);

}  // namespace pyx::ceremony::report
