// What a probe saw, as pyx shows it.
#pragma once

#include "ceremony/cli/output.h"
#include "pkcs11/probe_report.h"

namespace pyx::ceremony {

// What a token can and which rules it enforces; among the words for people the exceptions that a
// profile must name for its keys.
Outcome shown_probe(const pkcs11::ProbeReport& report);

}  // namespace pyx::ceremony
