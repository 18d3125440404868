// A report as one HTML file: no script, nothing from elsewhere, and a policy in its head that
// forbids both. Fit for a screen, a telephone and paper; bands and root stand on each printed page.
#pragma once

#include <string>

#include "base/result.h"
#include "ceremony/report/document.h"

namespace pyx::ceremony::report {

// Errors: those of fingerprint_code().
Result<std::string> html_report(const Document& document);

}  // namespace pyx::ceremony::report
